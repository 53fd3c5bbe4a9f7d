import type { Captured } from './capture.ts'
import { familyOf } from './families.ts'
import { mayBe } from './glance.ts'
import { claims } from './neighbours.ts'
import { eachHeader, type HeadersShape } from './own.ts'
import type { Rule } from './policy.ts'
import type { Verdict } from './targets.ts'

/** An outbound call as the decision sees it. */
export interface Call {
  /** Scheme, host and port of the URL the call goes to: the origin server, never a proxy on the way. */
  readonly origin: string
  /** Path and query, in which a signature may stand. */
  readonly path?: string | undefined
  /** The headers that the caller has set. */
  readonly headers?: HeadersShape
  /** What may go, where the origin does not tell: a message's broker need not be known. */
  readonly verdict?: Verdict | undefined
}

export interface Decision {
  readonly verdict: Verdict
  /** Why nothing goes at all. */
  readonly skipped: string | undefined
  /** Families of which the caller has set a member. */
  readonly taken: ReadonlySet<string> | undefined
  /** Families that a tracer beside us will write, with its name. */
  readonly claimed: ReadonlyMap<string, string> | undefined
}

/** The decision itself, which `forward` carries out and `explain` tells. */
export function decide(captured: Captured, call: Call): Decision {
  const { policy } = captured
  let verdict = call.verdict ?? policy.verdictFor(call.origin)
  if (!verdict.ids) return nothing(verdict, verdict.rule)
  let taken: Set<string> | undefined
  let signed = call.path?.includes('X-Amz-Signature=') === true

  eachHeader(call.headers, (name, value) => {
    if (name === 'authorization') signed ||= String(value).startsWith('AWS4-')
    // A sidecar routes by Host: a call to an inside address with an outside Host leaves the mesh.
    else if (name === 'host' && value !== undefined && !call.origin.endsWith(`//${String(value)}`))
      verdict = both(verdict, policy.verdictFor(`http://${String(value)}`))
    if (mayBe(policy.outboundGlance, name)) taken = (taken ?? new Set()).add(familyOf(name))
  })

  if (signed) return nothing(verdict, 'signed request')
  if (!verdict.ids) return nothing(verdict, verdict.rule)
  const claimed = claims()
  if (claimed === 'suppressed') return nothing(verdict, 'tracing suppressed')
  return { verdict, skipped: undefined, taken, claimed }
}

/** Why this one header stays behind; undefined when it goes. */
export function reasonToStay({ verdict, taken, claimed }: Decision, rule: Rule): string | undefined {
  if (taken?.has(rule.family) === true) return 'set by the caller'
  if (rule.scope !== 'id' && !verdict.userData) return 'ids only outside the mesh'
  const neighbour = claimed?.get(rule.family)
  return neighbour === undefined ? undefined : `left to ${neighbour}`
}

function nothing(verdict: Verdict, skipped: string): Decision {
  return { verdict, skipped, taken: undefined, claimed: undefined }
}

function both(a: Verdict, b: Verdict): Verdict {
  return {
    ids: a.ids && b.ids,
    userData: a.userData && b.userData,
    inside: a.inside && b.inside,
    rule: b.ids ? a.rule : `Host header ${b.rule}`,
  }
}
