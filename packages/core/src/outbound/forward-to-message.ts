// Adds the captured headers to a message, and explains which.
import { currentContext } from '../context/enter.ts'
import { capturedIn } from '../context/open-context.ts'
import { policyOf } from '../inbound/captured.ts'
import type { ResolvedPolicy } from '../policy/policy.ts'
import type { Verdict } from '../policy/targets.ts'
import { count } from '../shared/counters.ts'
import { isDisabled } from '../shared/is-disabled.ts'
import { failure } from '../shared/warn-once.ts'
import type { Call } from './call.ts'
import { type Explanation, explained } from './explain.ts'
import { forward, forwardedIn } from './forward.ts'
import { publish } from './publish.ts'
import { eachHeader } from './with-headers.ts'

/** The maximum number of a message's headers that are read: as many as a Node server accepts in a request (`maxHeadersCount`). */
export const MAX_NAMES = 1000

const TOO_MANY = 'too many headers'

/** Where a message goes, and what it may carry. */
export interface MessageOptions {
  /**
   * The broker's address, in the form that its client takes: `kafka:9092`, `amqp://rabbitmq:5672`, the URL of an SQS
   * queue, or a list. The message then gets what a call to that host would get, by the same options. If there are
   * several, the strictest counts. Default: not known, and the message gets ids only.
   */
  target?: string | URL | readonly (string | URL)[] | undefined
  /**
   * Whether user data (baggage, sw8-correlation, the headers of the option `headers`) and names of your systems
   * (tracestate, sw8) go too. It does not open a target that gets nothing. Default: what `target` allows.
   */
  userData?: boolean | undefined
}

/** A header by name and value. */
export type Pair = readonly [name: string, value: string]

/**
 * What a message gets from the current captured set, by the same rules and the same function as a call. `names` are the
 * headers that it has. Never throws.
 *
 * @example
 * forwardToMessage(Object.keys(headers), { target: 'kafka:9092' }) // [['x-request-id', '7f6f...'], ...]
 */
export function forwardToMessage(names: readonly string[], options: MessageOptions = {}): Pair[] {
  const pairs: Pair[] = []
  if (isDisabled()) return pairs
  try {
    const context = currentContext()
    const captured = context && capturedIn(context)
    const call = callOf(names, options, captured && policyOf(captured))
    // If not all names are read, one may belong to a family that is about to be added.
    if (names.length > MAX_NAMES) skip(call.origin, TOO_MANY)
    else {
      const added = context === undefined ? forward(undefined, call) : forwardedIn(context, call)
      eachHeader(added, (name, value) => void pairs.push([name, value as string]))
    }
  } catch (error) {
    failure('a message', error)
    return []
  }
  return pairs
}

/**
 * Explains what a message, made right now, would get and why, as `explain` does for a call.
 *
 * @example
 * explainMessage().headers
 * // [..., { name: 'baggage', forwarded: false, rule: 'ids only outside the mesh' }]
 */
export function explainMessage(options: MessageOptions = {}, names: readonly string[] = []): Explanation {
  const { origin } = callOf(names, options, undefined)
  const tooMany = names.length > MAX_NAMES ? TOO_MANY : undefined
  return explained(origin, (captured) => callOf(names, options, policyOf(captured)), tooMany)
}

function callOf(names: readonly string[], options: MessageOptions | null, policy: ResolvedPolicy | undefined): Call {
  const { target, userData } = options ?? {}
  const origins = target === undefined || target === null ? [] : originsOf(target)
  const headers = names.slice(0, MAX_NAMES).map((name) => [name, undefined])
  const verdict = policy && verdictOf(origins, userData, policy)
  return { origin: origins.join() || 'message:', headers, verdict }
}

// It is unknown where the message goes: a broker may run in a cloud, and may keep a message for years.
const UNKNOWN: Verdict = { ids: true, userData: false, inside: false, rule: 'a message without a target' }

function verdictOf(origins: readonly string[], consent: boolean | undefined, { verdictFor }: ResolvedPolicy): Verdict {
  const verdicts = origins.map((origin) => verdictFor(origin))
  const strictest = verdicts.find(({ ids }) => !ids) ?? verdicts.find(({ userData }) => !userData) ?? verdicts[0]
  const verdict = strictest ?? UNKNOWN
  if (consent === undefined || !verdict.ids) return verdict
  return { ...verdict, userData: consent === true, rule: `${verdict.rule}, userData: ${String(consent)}` }
}

function originsOf(target: NonNullable<MessageOptions['target']>): string[] {
  const list: readonly unknown[] = Array.isArray(target) ? target : [target]
  return list.flatMap((one) => {
    if (one instanceof URL) return originOfAddress(one.href)
    // Several servers in one text, as librdkafka takes them.
    return typeof one === 'string' ? one.split(',').map(originOfAddress) : UNREADABLE
  })
}

const UNREADABLE = 'unreadable:' // which a policy refuses

/** The origin of an address, in the form that a call has. */
function originOfAddress(address: string): string {
  const text = address.trim()
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`)
    // Only the URL schemes of the web have an origin.
    return url.origin === 'null' ? `http://${url.host}` : url.origin
  } catch {
    return UNREADABLE
  }
}

function skip(origin: string, reason: string): void {
  count('skipped', reason)
  publish(origin, [], reason)
}
