import { TraceferryError } from '@traceferry/core'
import { callback, milliseconds, oneOf, option, readOptions } from '@traceferry/core/internal'
import { chooseSidecars } from '../find/choose-sidecars.ts'
import { findSidecar } from '../find/find-sidecar.ts'
import { type SidecarOptions, sidecarKinds } from '../find/sidecar-options.ts'
import { portState } from '../find/port-state.ts'
import type { MeshName } from '../find/sidecars.ts'
import { warnPerCause } from '../warn-per-cause.ts'

/** How long to wait, and for what. */
export interface AwaitOptions extends SidecarOptions {
  /** How long to wait for a sidecar that is there but not ready (60,000). Variable: TRACEFERRY_AWAIT_TIMEOUT_MS. */
  timeoutMs?: number
  /** The longest pause between two looks (500); the first pauses are shorter. */
  intervalMs?: number
  /** How long nothing must listen before it counts as no mesh (2,000). Variable: TRACEFERRY_AWAIT_ABSENT_MS. */
  absentMs?: number
  /** When the time is up: go on with a warning (`warn`, the default) or reject (`fail`). */
  onTimeout?: 'warn' | 'fail'
  /** Is told what is being waited for, whenever that changes. */
  onWait?: (why: string) => void
}

/** What was found. */
export interface Awaited {
  /** `ambient`: Istio without sidecars; `none`: no mesh, or switched off; `custom`: known by `readyUrl` alone. */
  readonly mesh: MeshName | 'custom' | 'ambient' | 'none'
  /** Whether calls can be made; false only after a timeout. */
  readonly ready: boolean
  /** How long that took. */
  readonly waitedMs: number
  /** In words, for a log. */
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
 * Waits until the sidecar beside this process is ready, so that the first calls do not fail: a container may start before
 * its sidecar, and until then each call is refused, in the name of the host that was called.
 *
 * It never hangs where there is no mesh: when nothing listens on the ports of Istio (15021, 15020), Linkerd (4191) or
 * Envoy's admin interface (15000, 9901, 19000) for 2 s, there is none. A native sidecar is ready already and costs one
 * look; in Istio's ambient mode there is no sidecar to wait for. Rejects with a `TraceferryError` for a wrong option
 * (TF005, TF007, TF020) and, with `onTimeout: 'fail'`, when the time is up (TF022).
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
  let said = ''
  const say = (why: string) => {
    if (why !== said) onWait?.(why)
    said = why
  }

  for (let pause = Math.min(50, intervalMs); ; pause = Math.min(2 * pause, intervalMs)) {
    const found = await findSidecar(choice)
    if (found?.state === 'ready') {
      const why = `${found.sidecar.mesh} says at ${found.url} that it is ready`
      return { mesh: found.sidecar.mesh, ready: true, waitedMs: waited(), why }
    }
    if (found !== undefined) say(`${found.sidecar.mesh} at ${found.url} is not ready yet`)
    else if (expected !== undefined)
      say(`nothing listens at ${choice.candidates[0]?.ready[0]} yet, but a sidecar is expected (${expected})`)
    else if (await isAmbient()) {
      return { mesh: 'ambient', ready: true, waitedMs: waited(), why: "Istio's ambient mode: no sidecar to wait for" }
    } else if (waited() >= absentMs) {
      // The last doubt: a redirect without a proxy behind it looks like nothing at all, except to calls.
      if (!(await isRedirected())) {
        return { mesh: 'none', ready: true, waitedMs: waited(), why: `no sidecar listens, for ${absentMs} ms` }
      }
      expected = 'calls to the Kubernetes API are refused, as they are while a sidecar that catches them is not up'
    }
    if (waited() >= timeoutMs) return late(waited(), said || 'no sidecar was found', onTimeout)
    const next = found === undefined && expected === undefined ? Math.min(absentMs, timeoutMs) : timeoutMs
    await new Promise((resolve) => setTimeout(resolve, Math.min(pause, Math.max(1, next - waited()))))
  }
}

function late(waitedMs: number, why: string, onTimeout: 'warn' | 'fail'): Awaited {
  const problem = `the sidecar was not ready after ${waitedMs} ms: ${why}`
  const cure = 'look at its log and its ports, raise timeoutMs, or set mesh: "none" where there is no mesh'
  if (onTimeout === 'fail') throw new TraceferryError('TF022', problem, cure)
  warnPerCause('TF022', `${problem}; ${cure}. Going on without it`)
  return { mesh: 'none', ready: false, waitedMs, why }
}

/** In ambient mode ztunnel's sockets stand in the pod's network, 15008 among them, and nothing of a sidecar does. */
async function isAmbient(): Promise<boolean> {
  return (await portState('127.0.0.1', 15008)) === 'open'
}

/**
 * The address of the Kubernetes API is known to every pod, and it listens. If it refuses, somebody else does in its name:
 * an iptables redirect to a proxy that is not up. Measured: such a connection fails with ECONNREFUSED at once.
 */
async function isRedirected(): Promise<boolean> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env
  return host !== undefined && host !== '' && (await portState(host, Number(port) || 443)) === 'refused'
}
