// Ends the sidecar of a Job.
import { milliseconds, option, readOptions } from '@traceferry/core/internal'
import { askSidecar } from '../find/ask-sidecar.ts'
import { chooseSidecars } from '../find/choose-sidecars.ts'
import { findSidecar } from '../find/find-sidecar.ts'
import { type SidecarOptions, sidecarKinds } from '../find/sidecar-options.ts'
import type { MeshName, Sidecar } from '../find/sidecars.ts'
import { warnPerCause } from '../warn-per-cause.ts'

/** The options of `quitSidecar()`. */
export interface QuitOptions extends SidecarOptions {
  /** How long to wait for the sidecar's answer, in ms. Default: 5,000. */
  timeoutMs?: number
}

const kinds = { ...sidecarKinds, timeoutMs: option(milliseconds(), { fallback: 5000 }) }

/** Whether the sidecar was ended, and if not, why not. */
export interface Quit {
  /** The mesh of the sidecar that was asked to end, or `none`. */
  readonly mesh: MeshName | 'custom' | 'none'
  /** Whether the sidecar accepted the request to end. */
  readonly quit: boolean
  /** The reason as text, for a log. */
  readonly why: string
}

/**
 * Ends the sidecar beside this process, for Jobs. A classic sidecar keeps running after the job is done, so the pod never
 * completes. Call it last, because no call goes out afterwards. Native sidecars (Kubernetes 1.29 and later, if the mesh uses
 * them) end by themselves; there it does no harm.
 *
 * It sends `POST /quitquitquit` to Istio and Envoy, and `POST /shutdown` to Linkerd, where it must be enabled: a 404 becomes
 * a warning that says how (TF024). Rejects only for a wrong option; the result says what happened.
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
  // Envoy ends at the port where it was found.
  const at = sidecar.mesh === 'envoy' && where.quitUrl === undefined ? new URL('/quitquitquit', url).href : sidecar.quit
  const { status, error } = await askSidecar(at, { method: 'POST', timeoutMs })
  // It may be gone before it has answered.
  if (status === 200 || error === 'ECONNRESET')
    return { mesh: sidecar.mesh, quit: true, why: `${sidecar.mesh} was asked to end at ${at}` }
  const why = `POST ${at} ${status === undefined ? `failed with ${error}` : `was answered ${status}`}${hint(sidecar, status)}`
  warnPerCause('TF024', `the sidecar was not ended, and a Job's pod will not complete: ${why}`)
  return { mesh: sidecar.mesh, quit: false, why }
}

function hint({ mesh }: Sidecar, status: number | undefined): string {
  if (mesh === 'linkerd' && status === 404)
    return ': the endpoint is not enabled; annotate the pod with config.linkerd.io/proxy-admin-shutdown: enabled, or set proxy.enableShutdownEndpoint'
  if (status === 403) return ': it accepts this only on loopback, from the same pod'
  if (status === 405) return ': this address does not accept POST'
  return ''
}
