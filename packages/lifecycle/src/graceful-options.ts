import { constants } from 'node:os'
import { TraceferryError } from '@traceferry/core'
import { show } from '@traceferry/core/internal'
import { flag, known, milliseconds, millisecondsFrom } from './checks.ts'

/** How a server stops. All times in milliseconds. */
export interface GracefulOptions {
  /**
   * How long to go on serving after SIGTERM (5,000): Kubernetes takes the pod out of its services at the same moment as it
   * sends the signal, and callers hear of it later. Variable: TRACEFERRY_DRAIN_DELAY.
   */
  delay?: number
  /** How long, after `delay`, requests may take to end before they are cut (20,000). Variable: TRACEFERRY_DRAIN_GRACE. */
  grace?: number
  /**
   * What the pod has: `terminationGracePeriodSeconds` in milliseconds (30,000). `delay` and `grace` must fit in with a
   * second to spare, or Kubernetes kills the process first. Variable: TRACEFERRY_TERMINATION_GRACE_PERIOD.
   */
  terminationGracePeriod?: number
  /** The signals that start it. After SIGINT, which a person sends, there is no `delay`. */
  signals?: readonly NodeJS.Signals[]
  /** A path, such as `/readyz`, that is answered here: 200, and 503 from the signal on. Without it see `isReady()`. */
  readiness?: string
  /**
   * The idle timeout of the sidecar's connections to this app (3,600,000: Envoy's and Istio's default, and more than
   * Linkerd's). `server.keepAliveTimeout` is raised to 5 s more, so that Node never closes a connection that the sidecar
   * is about to use; it is never lowered. `false` leaves it alone. Variable: TRACEFERRY_SIDECAR_IDLE.
   */
  sidecarIdle?: number | false
  /** Runs at the signal, while the server still serves: stop taking work from queues. */
  onDrain?: () => unknown
  /** Runs when the last request has ended: close databases. */
  onClose?: () => unknown
  /** Ends the sidecar at last, for Jobs with a classic sidecar (`false`). */
  quit?: boolean
  /** Whether to end the process at last (`true`), with `process.exitCode` or 0. */
  exit?: boolean
}

/** The options with every default in its place. */
export interface Plan {
  readonly delay: number
  readonly grace: number
  readonly signals: readonly NodeJS.Signals[]
  readonly readiness: string | undefined
  readonly sidecarIdle: number | false
  readonly onDrain: (() => unknown) | undefined
  readonly onClose: (() => unknown) | undefined
  readonly quit: boolean
  readonly exit: boolean
}

const names = [
  'delay',
  'grace',
  'terminationGracePeriod',
  'signals',
  'readiness',
  'sidecarIdle',
  'onDrain',
  'onClose',
  'quit',
  'exit',
] as const

/** Checks the options and fills in environment and defaults: code before environment before default. */
export function planOf(options: GracefulOptions): Plan {
  known(options, names)
  const delay = milliseconds('delay', options.delay ?? millisecondsFrom('TRACEFERRY_DRAIN_DELAY') ?? 5000)
  const grace = milliseconds('grace', options.grace ?? millisecondsFrom('TRACEFERRY_DRAIN_GRACE') ?? 20_000)
  const period = milliseconds(
    'terminationGracePeriod',
    options.terminationGracePeriod ?? millisecondsFrom('TRACEFERRY_TERMINATION_GRACE_PERIOD') ?? 30_000,
  )
  if (delay + grace + 1000 > period) {
    const sum = `delay ${delay} + grace ${grace} + 1000 ms to end is more than terminationGracePeriod ${period}`
    throw new TraceferryError(
      'TF021',
      sum,
      'lower them, or raise terminationGracePeriodSeconds in the pod and name it here',
    )
  }
  return {
    delay,
    grace,
    signals: signalsOf(options.signals ?? ['SIGTERM', 'SIGINT']),
    readiness: pathOf(options.readiness),
    sidecarIdle: idleOf(options.sidecarIdle ?? millisecondsFrom('TRACEFERRY_SIDECAR_IDLE') ?? 3_600_000),
    onDrain: options.onDrain,
    onClose: options.onClose,
    quit: flag('quit', options.quit),
    exit: flag('exit', options.exit ?? true),
  }
}

function signalsOf(signals: readonly NodeJS.Signals[]): readonly NodeJS.Signals[] {
  const wrong = signals.find((signal) => constants.signals[signal] === undefined || /^SIG(KILL|STOP)$/.test(signal))
  if (wrong === undefined) return signals
  throw new TraceferryError(
    'TF020',
    `signals has ${show(wrong)}`,
    'use signals that a process can handle, such as SIGTERM',
  )
}

function pathOf(readiness: unknown): string | undefined {
  if (readiness === undefined) return undefined
  if (typeof readiness === 'string' && readiness.startsWith('/')) return readiness
  throw new TraceferryError('TF020', `readiness is ${show(readiness)}`, 'use a path such as /readyz')
}

function idleOf(idle: unknown): number | false {
  return idle === false ? false : milliseconds('sidecarIdle', idle, 2 ** 31 - 10_000)
}
