import { milliseconds, option, readOptions } from '@traceferry/core/internal'
import { askSidecar } from '../find/ask-sidecar.ts'
import { chooseSidecars } from '../find/choose-sidecars.ts'
import { findSidecar } from '../find/find-sidecar.ts'
import { type SidecarOptions, sidecarKinds } from '../find/sidecar-options.ts'
import type { MeshName, Sidecar } from '../find/sidecars.ts'
import { warnPerCause } from '../warn-per-cause.ts'

export interface QuitOptions extends SidecarOptions {
  /** How long to wait for the sidecar's answer (5,000). */
  timeoutMs?: number
}

const kinds = { ...sidecarKinds, timeoutMs: option(milliseconds(), { fallback: 5000 }) }

/** Whether the sidecar was ended, and if not, why not. */
export interface Quit {
  /** Whose sidecar was asked to end; `none` where there is none. */
  readonly mesh: MeshName | 'custom' | 'none'
  /** Whether the sidecar took the request to end. */
  readonly quit: boolean
  /** In words, for a log. */
  readonly why: string
}

/**
 * Ends the sidecar beside this process, for Jobs: a classic sidecar runs on after the job is done, and the pod never
 * completes. Call it last, as no call goes out afterwards. Not needed with native sidecars (Kubernetes 1.29 and later,
 * where the mesh uses them), which end by themselves; harmless there.
 *
 * Istio and Envoy are asked with `POST /quitquitquit`, Linkerd with `POST /shutdown`, which has to be enabled: its 404
 * becomes a warning that says how (TF024). Rejects for wrong options only; else what happened is in the result.
 *
 * @example
 * import { quitSidecar } from '@traceferry/sidecar'
 *
 * await quitSidecar()
 */
export async function quitSidecar(options: QuitOptions = {}): Promise<Quit> {
  const { timeoutMs, ...where } = readOptions(kinds, options)
  const choice = chooseSidecars(where, 'quit')
  if (choice.off !== undefined) return { mesh: 'none', quit: false, why: choice.off }

  const found = await findSidecar(choice)
  if (found === undefined) return { mesh: 'none', quit: false, why: 'no sidecar listens here' }
  const { sidecar, url } = found
  // Envoy is ended at the port where it was found.
  const at = sidecar.mesh === 'envoy' && where.quitUrl === undefined ? new URL('/quitquitquit', url).href : sidecar.quit
  const { status, error } = await askSidecar(at, { method: 'POST', timeoutMs })
  // It may be gone before its answer is out.
  if (status === 200 || error === 'ECONNRESET')
    return { mesh: sidecar.mesh, quit: true, why: `${sidecar.mesh} was asked to end at ${at}` }
  const why = `POST ${at} ${status === undefined ? `failed with ${error}` : `was answered ${status}`}${hint(sidecar, status)}`
  warnPerCause('TF024', `the sidecar was not ended, and a Job's pod will not complete: ${why}`)
  return { mesh: sidecar.mesh, quit: false, why }
}

function hint({ mesh }: Sidecar, status: number | undefined): string {
  if (mesh === 'linkerd' && status === 404)
    return ': the endpoint is not enabled; annotate the pod with config.linkerd.io/proxy-admin-shutdown: enabled, or set proxy.enableShutdownEndpoint'
  if (status === 403) return ': only loopback connections from the same pod may do that'
  if (status === 405) return ': this address takes no POST'
  return ''
}
