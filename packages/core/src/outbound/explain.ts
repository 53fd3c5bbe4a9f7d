// Explains what a call would carry, and why.
import { currentContext } from '../context/enter.ts'
import { capturedIn } from '../context/open-context.ts'
import type { Captured } from '../inbound/captured.ts'
import { rulesOf } from '../inbound/captured-set.ts'
import { DISABLED, isDisabled } from '../shared/is-disabled.ts'
import { leftOut } from '../shared/left-out.ts'
import type { Call } from './call.ts'
import { decide, reasonToStay } from './decide.ts'
import { dispatcherUrl } from './dispatcher-url.ts'
import type { HeadersShape } from './with-headers.ts'

/** What would happen to one captured header on a call. */
export interface ExplainedHeader {
  /** Lower-case name of the header, as it would go out. */
  readonly name: string
  /** Whether it would go. */
  readonly forwarded: boolean
  /** The rule that decides whether it goes. */
  readonly rule: string
}

/** What a call would carry, and by which rule. */
export interface Explanation {
  /** Scheme, host and port of the call. */
  readonly target: string
  /** Whether any header would go. */
  readonly forwarded: boolean
  /** The rule that decided for the target, or why the call gets nothing. */
  readonly rule: string
  /** Each captured header; empty outside a request. */
  readonly headers: readonly ExplainedHeader[]
  /** Clients that cannot be reached on this runtime, with the reason: the fields above do not apply to their calls. */
  readonly leftOut?: Readonly<Record<string, string>>
}

/** The call to explain: what the caller would set, and the undici dispatcher that it would go through. */
export interface ExplainInit {
  /** The headers that the caller would set. They win, with their whole family. */
  headers?: HeadersShape
  /** An undici Agent, Pool or Client, if the call names one. */
  dispatcher?: object
}

// The mark that @traceferry/fetch leaves on a `dispatch` that decides about calls.
const DECIDES = Symbol.for('traceferry.wrapped.v2')
const UNREACHED = 'traceferry cannot reach this dispatcher: give it interceptor() of @traceferry/fetch'

/**
 * Explains what a call to this URL, made right now, would carry and why, without making it.
 *
 * @example
 * explain('http://orders:8080/').headers
 * // [{ name: 'x-request-id', forwarded: true, rule: 'inside the mesh: name without a dot' }]
 */
export function explain(url: string | URL, init: ExplainInit = {}): Explanation {
  const { origin, pathname, search } = new URL(url)
  // A Client or Pool connects to its own host, whatever the URL says. Both hosts count.
  const connection = dispatcherUrl(init.dispatcher) ?? origin
  const also = connection === origin ? undefined : [origin]
  const call = { origin: connection, also, path: pathname + search, headers: init.headers }
  const explanation = explained(origin, () => call, reasonUnreached(init.dispatcher))
  return leftOut().size === 0 ? explanation : { ...explanation, leftOut: Object.fromEntries(leftOut()) }
}

function reasonUnreached(dispatcher: object | undefined): string | undefined {
  const lost = leftOut().get(dispatcher === undefined ? 'fetch' : 'undici')
  if (lost !== undefined)
    return `traceferry cannot reach ${dispatcher === undefined ? 'fetch' : 'undici'} on this runtime: ${lost}`
  return isReached(dispatcher) ? undefined : UNREACHED
}

/**
 * What a call or a message, made right now, would carry. `unless`: why it carries nothing, whatever the decision is.
 */
export function explained(target: string, callOf: (captured: Captured) => Call, unless?: string): Explanation {
  if (isDisabled()) return { target, forwarded: false, rule: DISABLED, headers: [] }
  const context = currentContext()
  const captured = context && capturedIn(context)
  if (captured === undefined) {
    const rule = context?.expired === true ? 'expired' : 'outside a request'
    return { target, forwarded: false, rule, headers: [] }
  }
  const decision = decide(captured, callOf(captured))
  const skipped = unless ?? decision.skipped
  const headers = rulesOf(captured).map((rule) => {
    const stays = skipped ?? reasonToStay(decision, rule)
    return { name: rule.outbound, forwarded: stays === undefined, rule: stays ?? decision.verdict.rule }
  })
  return { target, forwarded: headers.some((h) => h.forwarded), rule: skipped ?? decision.verdict.rule, headers }
}

/**
 * A dispatcher is reached if its own `dispatch` decides, or, with interceptors composed around it, that of its class. A
 * RetryAgent, a MockAgent and a SnapshotAgent have their own `dispatch` and pass calls on within their copy of undici,
 * which is known by its `compose`.
 */
function isReached(dispatcher: object | undefined): boolean {
  if (dispatcher === undefined) return true
  return [dispatcher, Object.getPrototypeOf(dispatcher)].some(
    (holder) => (holder?.dispatch?.[DECIDES] ?? holder?.compose?.[DECIDES]) !== undefined,
  )
}
