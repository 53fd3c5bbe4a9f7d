import { TraceferryError } from '@traceferry/core'
import { show } from '@traceferry/core/internal'

/**
 * What can be chosen for deadlines. Each option has an environment variable; what the code says goes before the
 * environment, the environment before the default.
 */
export interface DeadlineOptions {
  /** Milliseconds for a request that comes with no shorter deadline. Default: none, such a request has no deadline. */
  defaultMs?: number
  /** Milliseconds that each hop keeps for its own answer: so much less it tells the next. Default: 10. */
  marginMs?: number
  /** Whether a client that closes its connection ends the calls that its request has caused. Default: true. */
  disconnect?: boolean
  /** Whether calls whose answer is a stream of events shall end at the deadline, too. Default: false. */
  streams?: boolean
  /** Send `x-envoy-upstream-rq-timeout-ms` too. A default Istio sidecar strips it; some other Envoys obey. Default: false. */
  trustEnvoyHeaders?: boolean
  /** Send `l5d-timeout` too, for a Linkerd installed with `--allow-l5d-request-headers`. Default: false. */
  linkerdPerRequest?: boolean
}

export interface Settings {
  readonly defaultMs: number | undefined
  readonly marginMs: number
  readonly disconnect: boolean
  readonly streams: boolean
  readonly trustEnvoyHeaders: boolean
  readonly linkerdPerRequest: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

const LONGEST = 2_147_483_647 // milliseconds that a timer of Node can take
const variables: Readonly<Record<keyof DeadlineOptions, string>> = {
  defaultMs: 'TRACEFERRY_DEADLINE_DEFAULT_MS',
  marginMs: 'TRACEFERRY_DEADLINE_MARGIN_MS',
  disconnect: 'TRACEFERRY_DEADLINE_DISCONNECT',
  streams: 'TRACEFERRY_DEADLINE_STREAMS',
  trustEnvoyHeaders: 'TRACEFERRY_DEADLINE_TRUST_ENVOY_HEADERS',
  linkerdPerRequest: 'TRACEFERRY_DEADLINE_LINKERD_PER_REQUEST',
}

/** Checks all options once, at start-up. Throws a `TraceferryError` with the wrong value and the cure. */
export function readOptions(options: DeadlineOptions, environment: Environment): Settings {
  if (typeof options !== 'object' || options === null) {
    throw new TraceferryError('TF007', `options are ${show(options)}, which is no object`, cure())
  }
  for (const name of Object.keys(options)) {
    if (!(name in variables)) throw new TraceferryError('TF007', `unknown option ${show(name)}`, cure())
  }
  const given = (name: keyof DeadlineOptions): [value: unknown, name: string] => {
    if (options[name] !== undefined) return [options[name], name]
    const text = environment[variables[name]]?.trim()
    return [text === undefined || text === '' ? undefined : text, variables[name]]
  }
  return Object.freeze({
    defaultMs: milliseconds(given('defaultMs'), 1),
    marginMs: milliseconds(given('marginMs'), 0) ?? 10,
    disconnect: flag(given('disconnect')) ?? true,
    streams: flag(given('streams')) ?? false,
    trustEnvoyHeaders: flag(given('trustEnvoyHeaders')) ?? false,
    linkerdPerRequest: flag(given('linkerdPerRequest')) ?? false,
  })
}

function cure(): string {
  return `options are ${Object.keys(variables).join(', ')}`
}

function milliseconds([value, name]: [unknown, string], least: number): number | undefined {
  if (value === undefined) return undefined
  const ms = name.startsWith('TRACEFERRY_') ? Number(value) : value
  if (typeof ms === 'number' && Number.isInteger(ms) && ms >= least && ms <= LONGEST) return ms
  throw new TraceferryError(
    'TF005',
    `${name} is ${show(value)}`,
    `write a whole number of milliseconds from ${least} to ${LONGEST}`,
  )
}

function flag([value, name]: [unknown, string]): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value
  if (name.startsWith('TRACEFERRY_')) {
    if (value === 'true' || value === '1') return true
    if (value === 'false' || value === '0') return false
    throw new TraceferryError('TF008', `${name}=${show(value)} is no yes or no`, 'write true, false, 1 or 0')
  }
  throw new TraceferryError('TF008', `${name} is ${show(value)}`, 'write true or false')
}
