import { currentContext } from '../context/enter.ts'
import { capturedIn } from '../context/open-context.ts'
import { policyOf } from '../inbound/captured.ts'
import type { ResolvedPolicy } from '../policy/policy.ts'
import type { Verdict } from '../policy/targets.ts'
import { count } from '../shared/counters.ts'
import { failure } from '../shared/warn-once.ts'
import type { Call } from './call.ts'
import { type Explanation, explained } from './explain.ts'
import { forward, forwardedIn } from './forward.ts'
import { publish } from './publish.ts'
import { eachHeader } from './with-headers.ts'

/** Of a message: how many of its headers are looked at; as many as a server of Node shows of a request (`maxHeadersCount`). */
export const MAX_NAMES = 1000

const TOO_MANY = 'too many headers'

/** Where a message goes, and what it may take along. */
export interface MessageOptions {
  /**
   * The broker's address, as its client takes it: `kafka:9092`, `amqp://rabbitmq:5672`, the URL of an SQS queue, or a list.
   * The message then gets what a call to that host would get, by the same options. Of several the strictest counts.
   * Default: not known, and the message gets ids only.
   */
  target?: string | URL | readonly (string | URL)[] | undefined
  /**
   * Whether user data (baggage, sw8-correlation, extra headers) and names of your systems (tracestate, sw8) go too. It
   * does not open a target that gets nothing. Default: what `target` allows.
   */
  userData?: boolean | undefined
}

/** A header by name and value. */
export type Pair = readonly [name: string, value: string]

/**
 * What a message gets of the current captured set, by the rules of a call and by the same function; `names` are the
 * headers that it has. Never throws.
 *
 * @example
 * forwardToMessage(Object.keys(headers), { target: 'kafka:9092' }) // [['x-request-id', '7f6f...'], ...]
 */
export function forwardToMessage(names: readonly string[], options: MessageOptions = {}): Pair[] {
  const pairs: Pair[] = []
  try {
    const context = currentContext()
    const captured = context && capturedIn(context)
    const call = callOf(names, options, captured && policyOf(captured))
    // Whose names are not all seen, may have one of a family that is about to be added.
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
 * Tells what a message that is made right here would get and why, as `explain` does for a call.
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

// Nobody can tell where it goes: a broker may be a cloud's, and a message may be kept for years.
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
    // A list of servers in one text, as librdkafka takes it.
    return typeof one === 'string' ? one.split(',').map(originOfAddress) : UNREADABLE
  })
}

const UNREADABLE = 'unreadable:' // which a policy refuses

/** As a call would have it. */
function originOfAddress(address: string): string {
  const text = address.trim()
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`)
    // Only the schemes of the web have an origin.
    return url.origin === 'null' ? `http://${url.host}` : url.origin
  } catch {
    return UNREADABLE
  }
}

function skip(origin: string, reason: string): void {
  count('skipped', reason)
  publish(origin, [], reason)
}
