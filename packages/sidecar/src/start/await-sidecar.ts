// Waits until the sidecar is ready.
import { TraceferryError } from '@traceferry/core'
import { callback, milliseconds, oneOf, option, readOptions } from '@traceferry/core/internal'
import { chooseSidecars } from '../find/choose-sidecars.ts'
import { findSidecar } from '../find/find-sidecar.ts'
import { portState } from '../find/port-state.ts'
import { type SidecarOptions, sidecarKinds } from '../find/sidecar-options.ts'
import type { MeshName } from '../find/sidecars.ts'
import { warnPerCause } from '../warn-per-cause.ts'

/** The options of `awaitSidecar()`. */
export interface AwaitOptions extends SidecarOptions {
  /** How long to wait until the sidecar is ready, in ms. Default: 60,000. Variable: TRACEFERRY_AWAIT_TIMEOUT_MS. */
  timeoutMs?: number
  /** The longest pause between two checks, in ms. Default: 500. The first pauses are shorter. */
  intervalMs?: number
  /** If nothing listens for that long, there is no mesh, in ms. Default: 2,000. Variable: TRACEFERRY_AWAIT_ABSENT_MS. */
  absentMs?: number
  /** What to do when the time is up: continue with a warning (`warn`, the default) or reject (`fail`). */
  onTimeout?: 'warn' | 'fail'
  /** Gets the reason for waiting, whenever it changes. */
  onWait?: (why: string) => void
}

/** What `awaitSidecar` found. */
export interface Awaited {
  /** `ambient`: Istio without sidecars; `none`: no mesh, or switched off; `custom`: known by `readyUrl` only. */
  readonly mesh: MeshName | 'custom' | 'ambient' | 'none'
  /** Whether calls can be made. False only after a timeout. */
  readonly ready: boolean
  /** How long that took, in ms. */
  readonly waitedMs: number
  /** The reason as text, for a log. */
  readonly why: string
}

const kinds = {
  ...sidecarKinds,
  timeoutMs: option(milliseconds(), { variable: 'TRACEFERRY_AWAIT_TIMEOUT_MS', fallback: 60_000 }),
  intervalMs: option(milliseconds(1), { fallback: 500 }),
  absentMs: option(milliseconds(), { variable: 'TRACEFERRY_AWAIT_ABSENT_MS', fallback: 2000 }),
  onTimeout: option(oneOf(['warn', 'fail']), { fallback: 'warn' }),
  onWait: option(callback<(why: string) => void>()),
}

/**
 * Waits until the sidecar beside this process is ready, so that the first calls do not fail. A container may start before
 * its sidecar, and until the sidecar is ready every call is refused as if the called host refused it.
 *
 * It never hangs without a mesh: if nothing listens on the ports of Istio (15021, 15020), Linkerd (4191) or Envoy's admin
 * interface (15000, 9901, 19000) for 2 s, there is none. A native sidecar is ready already and costs one check. In Istio's
 * ambient mode there is no sidecar to wait for. Rejects with a `TraceferryError` for a wrong option (TF005, TF007, TF020)
 * and, with `onTimeout: 'fail'`, when the time is up (TF022).
 *
 * @example
 * import { awaitSidecar } from '@traceferry/sidecar'
 *
 * const { mesh, waitedMs } = await awaitSidecar()
 */
export async function awaitSidecar(options: AwaitOptions = {}): Promise<Awaited> {
  const { timeoutMs, intervalMs, absentMs, onTimeout, onWait, ...where } = readOptions(kinds, options)
  const choice = chooseSidecars(where, 'await')
  if (choice.off !== undefined) return { mesh: 'none', ready: true, waitedMs: 0, why: choice.off }

  const started = performance.now()
  const waited = () => Math.round(performance.now() - started)
  let expected = choice.expected
  let lastWhy = ''
  const tell = (why: string) => {
    if (why !== lastWhy) onWait?.(why)
    lastWhy = why
  }

  for (let pause = Math.min(50, intervalMs); ; pause = Math.min(2 * pause, intervalMs)) {
    const found = await findSidecar(choice)
    if (found?.state === 'ready') {
      const why = `${found.sidecar.mesh} says at ${found.url} that it is ready`
      return { mesh: found.sidecar.mesh, ready: true, waitedMs: waited(), why }
    }
    if (found !== undefined) tell(`${found.sidecar.mesh} at ${found.url} is not ready yet`)
    else if (expected !== undefined)
      tell(`nothing listens at ${choice.candidates[0]?.ready[0]} yet, but a sidecar is expected (${expected})`)
    else if (await isAmbient()) {
      return { mesh: 'ambient', ready: true, waitedMs: waited(), why: "Istio's ambient mode: no sidecar to wait for" }
    } else if (waited() >= absentMs) {
      // An iptables redirect without a proxy behind it looks like no mesh, except to calls.
      if (!(await isRedirected())) {
        return { mesh: 'none', ready: true, waitedMs: waited(), why: `no sidecar listens, for ${absentMs} ms` }
      }
      expected =
        'calls to the Kubernetes API are refused, which happens until the sidecar that they are redirected to is up'
    }
    if (waited() >= timeoutMs) return timedOut(waited(), lastWhy || 'no sidecar was found', onTimeout)
    const next = found === undefined && expected === undefined ? Math.min(absentMs, timeoutMs) : timeoutMs
    await new Promise((resolve) => setTimeout(resolve, Math.min(pause, Math.max(1, next - waited()))))
  }
}

function timedOut(waitedMs: number, why: string, onTimeout: 'warn' | 'fail'): Awaited {
  const problem = `the sidecar was not ready after ${waitedMs} ms: ${why}`
  const cure = 'check its log and ports, raise timeoutMs, or set mesh: "none" where there is no mesh'
  if (onTimeout === 'fail') throw new TraceferryError('TF022', problem, cure)
  warnPerCause('TF022', `${problem}; ${cure}. Continuing without it`)
  return { mesh: 'none', ready: false, waitedMs, why }
}

/** In ambient mode, ztunnel listens in the pod's network on 15008 and other ports, and no sidecar does. */
async function isAmbient(): Promise<boolean> {
  return (await portState('127.0.0.1', 15008)) === 'open'
}

/**
 * Every pod knows the address of the Kubernetes API, which always listens. If a connection is refused, an iptables redirect
 * sent it to a proxy that is not up yet. Measured: such a connection fails at once with ECONNREFUSED.
 */
async function isRedirected(): Promise<boolean> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env
  return host !== undefined && host !== '' && (await portState(host, Number(port) || 443)) === 'refused'
}
