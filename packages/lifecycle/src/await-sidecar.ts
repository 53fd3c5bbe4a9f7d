import { TraceferryError } from '@traceferry/core'
import { knock } from './ask.ts'
import { known, milliseconds, millisecondsFrom, oneOf } from './checks.ts'
import { choose, type Where } from './choose.ts'
import { look } from './look.ts'
import type { MeshName } from './sidecars.ts'
import { warn } from './warn.ts'

/** How long to wait, and for what. All times in milliseconds. */
export interface AwaitOptions extends Where {
  /** How long to wait for a sidecar that is there but not ready (60,000). Variable: TRACEFERRY_AWAIT_TIMEOUT. */
  timeout?: number
  /** The longest pause between two looks (500); the first pauses are shorter. */
  interval?: number
  /** How long nothing must listen before it counts as no mesh (2,000). Variable: TRACEFERRY_AWAIT_ABSENT. */
  absent?: number
  /** After `timeout`: go on with a warning (the default) or reject. */
  onTimeout?: 'warn' | 'throw'
  /** Is told what is being waited for, whenever that changes. */
  onWait?: (why: string) => void
}

/** What was found. */
export interface Awaited {
  /** `ambient`: Istio without sidecars; `none`: no mesh, or switched off; `custom`: known by `readyUrl` alone. */
  readonly mesh: MeshName | 'custom' | 'ambient' | 'none'
  /** Whether calls can be made; false only after a timeout. */
  readonly ready: boolean
  /** Milliseconds. */
  readonly waited: number
  /** In words, for a log. */
  readonly why: string
}

const names = ['mesh', 'readyUrl', 'quitUrl', 'timeout', 'interval', 'absent', 'onTimeout', 'onWait'] as const

/**
 * Waits until the sidecar beside this process is ready, so that the first calls do not fail: a container may start before
 * its sidecar, and until then each call is refused, in the name of the host that was called.
 *
 * It never hangs where there is no mesh: when nothing listens on the ports of Istio (15021, 15020), Linkerd (4191) or
 * Envoy's admin interface (15000, 9901, 19000) for 2 s, there is none. A native sidecar is ready already and costs one
 * look; in Istio's ambient mode there is no sidecar to wait for. Rejects with a `TraceferryError` for a wrong option
 * (TF005, TF007, TF020) and, with `onTimeout: 'throw'`, when the time is up (TF022).
 *
 * @example
 * import { awaitSidecar } from '@traceferry/lifecycle'
 *
 * const { mesh, waited } = await awaitSidecar()
 */
export async function awaitSidecar(options: AwaitOptions = {}): Promise<Awaited> {
  known(options, names)
  const timeout = milliseconds('timeout', options.timeout ?? millisecondsFrom('TRACEFERRY_AWAIT_TIMEOUT') ?? 60_000)
  const interval = milliseconds('interval', options.interval ?? 500)
  const absent = milliseconds('absent', options.absent ?? millisecondsFrom('TRACEFERRY_AWAIT_ABSENT') ?? 2000)
  const onTimeout = oneOf('onTimeout', options.onTimeout ?? 'warn', ['warn', 'throw'])
  const choice = choose(options, 'await')
  if (choice.off !== undefined) return { mesh: 'none', ready: true, waited: 0, why: choice.off }

  const started = performance.now()
  const waited = () => Math.round(performance.now() - started)
  let expected = choice.expected
  let said = ''
  const say = (why: string) => {
    if (why !== said) options.onWait?.(why)
    said = why
  }

  for (let pause = Math.min(50, interval); ; pause = Math.min(2 * pause, interval)) {
    const found = await look(choice)
    if (found?.state === 'ready') {
      const why = `${found.sidecar.mesh} says at ${found.url} that it is ready`
      return { mesh: found.sidecar.mesh, ready: true, waited: waited(), why }
    }
    if (found !== undefined) say(`${found.sidecar.mesh} at ${found.url} is not ready yet`)
    else if (expected !== undefined)
      say(`nothing listens at ${choice.candidates[0]?.ready[0]} yet, but a sidecar is expected (${expected})`)
    else if (await isAmbient()) {
      return { mesh: 'ambient', ready: true, waited: waited(), why: "Istio's ambient mode: no sidecar to wait for" }
    } else if (waited() >= absent) {
      // The last doubt: a redirect without a proxy behind it looks like nothing at all, except to calls.
      if (!(await isRedirected())) {
        return { mesh: 'none', ready: true, waited: waited(), why: `no sidecar listens, for ${absent} ms` }
      }
      expected = 'calls to the Kubernetes API are refused, as they are while a sidecar that catches them is not up'
    }
    if (waited() >= timeout) return late(waited(), said || 'no sidecar was found', onTimeout)
    const next = found === undefined && expected === undefined ? Math.min(absent, timeout) : timeout
    await new Promise((resolve) => setTimeout(resolve, Math.min(pause, Math.max(1, next - waited()))))
  }
}

function late(waited: number, why: string, onTimeout: 'warn' | 'throw'): Awaited {
  const problem = `the sidecar was not ready after ${waited} ms: ${why}`
  const cure = 'look at its log and its ports, raise timeout, or set mesh: "none" where there is no mesh'
  const error = new TraceferryError('TF022', problem, cure)
  if (onTimeout === 'throw') throw error
  warn('TF022', `${error.message.slice('TF022: '.length)}. Going on without it`)
  return { mesh: 'none', ready: false, waited, why }
}

/** In ambient mode ztunnel's sockets stand in the pod's network, 15008 among them, and nothing of a sidecar does. */
async function isAmbient(): Promise<boolean> {
  return (await knock('127.0.0.1', 15008)) === 'open'
}

/**
 * The address of the Kubernetes API is known to every pod, and it listens. If it refuses, somebody else does in its name:
 * an iptables redirect to a proxy that is not up. Measured: such a connection fails with ECONNREFUSED at once.
 */
async function isRedirected(): Promise<boolean> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env
  return host !== undefined && host !== '' && (await knock(host, Number(port) || 443)) === 'refused'
}
