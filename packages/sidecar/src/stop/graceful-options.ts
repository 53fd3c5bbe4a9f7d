// Reads the options of `gracefulServer()`.
import { constants } from 'node:os'
import { TraceferryError } from '@traceferry/core'
import {
  callback,
  flag,
  type Given,
  list,
  milliseconds,
  option,
  type Reader,
  readOptions,
  wrong,
} from '@traceferry/core/internal'

/** The options of `gracefulServer()`. */
export interface GracefulOptions {
  /**
   * How long to keep serving after SIGTERM, in ms. Default: 5,000. Kubernetes removes the pod from its services when it
   * sends the signal, but callers learn that later. Variable: TRACEFERRY_DRAIN_DELAY_MS.
   */
  delayMs?: number
  /** How long requests may take to end after `delayMs`, before they are cut, in ms. Default: 20,000. Variable: TRACEFERRY_DRAIN_GRACE_MS. */
  graceMs?: number
  /**
   * The pod's `terminationGracePeriodSeconds` in ms. Default: 30,000. `delayMs` and `graceMs` must fit into it with a second
   * to spare, or Kubernetes kills the process first. Variable: TRACEFERRY_TERMINATION_GRACE_PERIOD_MS.
   */
  terminationGracePeriodMs?: number
  /** The signals that start the drain. After SIGINT, which a person sends, there is no `delayMs`. */
  signals?: readonly NodeJS.Signals[]
  /** A path, such as `/readyz`, to answer with 200, and with 503 from the signal on. For your own route see `isReady()`. */
  readiness?: string
  /**
   * The idle timeout of the sidecar's connections to this app, in ms. Default: 3,600,000, which is that of Envoy and Istio,
   * and more than Linkerd's. `server.keepAliveTimeout` is raised to 5 s more, so that Node never closes a connection that
   * the sidecar is about to use. It is never lowered. `false` leaves it alone. Variable: TRACEFERRY_SIDECAR_IDLE_MS.
   */
  sidecarIdleMs?: number | false
  /** Runs at the signal, while the server still serves. Stop taking work from queues here. */
  onDrain?: () => unknown
  /** Runs when the last request has ended. Close databases here. */
  onClose?: () => unknown
  /** Whether to end the sidecar last, for Jobs with a classic sidecar. Default: false. */
  quit?: boolean
  /** Whether to exit the process last, with `process.exitCode` or 0. Default: true. */
  exit?: boolean
}

/** The options, read. */
export interface GracefulSettings {
  readonly delayMs: number
  readonly graceMs: number
  readonly signals: readonly NodeJS.Signals[]
  readonly readiness: string | undefined
  readonly sidecarIdleMs: number | false
  readonly onDrain: (() => unknown) | undefined
  readonly onClose: (() => unknown) | undefined
  readonly quit: boolean
  readonly exit: boolean
}

/** Checks the options. Code wins over the environment, and the environment over the default. Throws TF021 if they do not fit. */
export function readGracefulOptions(options: GracefulOptions): GracefulSettings {
  const { terminationGracePeriodMs, ...plan } = readOptions(kinds, options)
  const { delayMs, graceMs } = plan
  if (delayMs + graceMs + END > terminationGracePeriodMs) {
    const sum = `delayMs ${delayMs} + graceMs ${graceMs} + ${END} ms to end is more than terminationGracePeriodMs ${terminationGracePeriodMs}`
    const cure = 'lower them, or raise terminationGracePeriodSeconds in the pod and name it here'
    throw new TraceferryError('TF021', sum, cure)
  }
  return plan
}

/** The time that the process itself needs to end, in milliseconds. */
const END = 1000

const readSignal = (given: Given): NodeJS.Signals => {
  const signal = given.value as NodeJS.Signals
  if (constants.signals[signal] !== undefined && !/^SIG(KILL|STOP)$/.test(signal)) return signal
  const cure = 'use signals that a process can handle, such as SIGTERM'
  throw wrong('TF020', given, cure, 'which is not one of them')
}

const readPath: Reader<string> = (given) => {
  const { value } = given
  if (typeof value === 'string' && value.startsWith('/')) return value
  throw wrong('TF020', given, 'use a path such as /readyz')
}

const readIdle: Reader<number | false> = (given) =>
  given.value === false || given.value === 'false' ? false : milliseconds(0, 2 ** 31 - 10_000)(given)

const kinds = {
  delayMs: option(milliseconds(), { variable: 'TRACEFERRY_DRAIN_DELAY_MS', fallback: 5000 }),
  graceMs: option(milliseconds(), { variable: 'TRACEFERRY_DRAIN_GRACE_MS', fallback: 20_000 }),
  terminationGracePeriodMs: option(milliseconds(), {
    variable: 'TRACEFERRY_TERMINATION_GRACE_PERIOD_MS',
    fallback: 30_000,
  }),
  signals: option(list(readSignal), { fallback: ['SIGTERM', 'SIGINT'] }),
  readiness: option(readPath),
  sidecarIdleMs: option(readIdle, { variable: 'TRACEFERRY_SIDECAR_IDLE_MS', fallback: 3_600_000 }),
  onDrain: option(callback<() => unknown>()),
  onClose: option(callback<() => unknown>()),
  quit: option(flag, { fallback: false }),
  exit: option(flag, { fallback: true }),
}
