// Decides which captured headers a call may carry.
import { mayContain } from '../engine/name-filter.ts'
import { familyOf } from '../headers/family-of.ts'
import { type Captured, policyOf } from '../inbound/captured.ts'
import { claims } from '../neighbours/claims.ts'
import type { ResolvedPolicy } from '../policy/policy.ts'
import type { Rule } from '../policy/rules.ts'
import type { Verdict } from '../policy/targets.ts'
import type { Call } from './call.ts'
import { hostInHeader, hostInPath, mayNameHost } from './named-hosts.ts'
import { eachHeader, type HeadersShape } from './with-headers.ts'

export interface Decision {
  readonly verdict: Verdict
  /** Why nothing is added at all. */
  readonly skipped: string | undefined
  /** Families of headers that the caller has set a member of. */
  readonly taken: ReadonlySet<string> | undefined
  /** Families of headers that a tracer in this process will write, with its name. */
  readonly claimed: ReadonlyMap<string, string> | undefined
}

const SIGNED = 'signed request'

/** The decision, which `forward` carries out and `explain` describes. */
export function decide(captured: Captured, call: Call): Decision {
  const policy = policyOf(captured)
  let verdict = call.verdict ?? policy.verdictFor(call.origin)
  if (!verdict.ids) return nothing(verdict, verdict.rule)
  const { path, also, headers } = call
  const named = hostInPath(path)
  if (named !== undefined) verdict = strictest(verdict, policy.verdictFor(named), 'URL as path')
  if (also !== undefined)
    for (const origin of also) verdict = strictest(verdict, policy.verdictFor(origin), 'connection')
  // Most calls set no header. In a function of its own, because what a callback may change costs each call an object.
  const read = isEmpty(headers) ? undefined : readCallHeaders(call, headers, policy, verdict)
  if (read !== undefined) verdict = read.verdict

  if (read?.signed === true || isSigned(path)) return nothing(verdict, SIGNED)
  if (!verdict.ids) return nothing(verdict, verdict.rule)
  const claimed = claims()
  if (claimed === 'suppressed') return nothing(verdict, 'tracing suppressed')
  return { verdict, skipped: undefined, taken: read?.taken, claimed }
}

interface Read {
  readonly verdict: Verdict
  readonly signed: boolean
  readonly taken: Set<string> | undefined
}

function readCallHeaders(call: Call, headers: HeadersShape, policy: ResolvedPolicy, before: Verdict): Read {
  let [verdict, signed, taken]: [Verdict, boolean, Set<string> | undefined] = [before, false, undefined]
  eachHeader(headers, (name, value) => {
    if (name === 'authorization') signed ||= String(value).startsWith('AWS4-')
    else if (mayNameHost(name)) {
      const host = hostInHeader(call, name, value)
      if (host !== undefined) verdict = strictest(verdict, policy.verdictFor(host), 'Host header')
      if (name === ':path') signed ||= isSigned(value)
    }
    if (mayContain(policy.outboundNames, name)) taken = (taken ?? new Set()).add(familyOf(name))
  })
  return { verdict, signed, taken }
}

function isEmpty(headers: HeadersShape): boolean {
  return headers === null || headers === undefined || (Array.isArray(headers) && headers.length === 0)
}

function isSigned(path: unknown): boolean {
  return typeof path === 'string' && path.includes('X-Amz-Signature=')
}

/**
 * Whether all hosts that will see a call are inside the mesh (the one that it goes to, and those that its path and
 * headers name), and it is not signed.
 *
 * @example
 * staysInMesh(captured, { origin: 'http://orders', path: 'http://evil.example/' }) // false
 */
export function staysInMesh(captured: Captured, call: Call): boolean {
  const { verdict, skipped } = decide(captured, call)
  return verdict.inside && skipped !== SIGNED
}

/** Why this header is not added; undefined if it is. */
export function reasonToStay({ verdict, taken, claimed }: Decision, rule: Rule): string | undefined {
  if (taken?.has(rule.family) === true) return 'set by the caller'
  if (rule.scope !== 'id' && !verdict.userData) return 'ids only outside the mesh'
  const neighbour = claimed?.get(rule.family)
  return neighbour === undefined ? undefined : `left to ${neighbour}`
}

/** Whether `reasonToStay` has no reason for any header. */
export function keepsNone({ verdict, taken, claimed }: Decision): boolean {
  return taken === undefined && claimed === undefined && verdict.userData
}

function nothing(verdict: Verdict, skipped: string): Decision {
  return { verdict, skipped, taken: undefined, claimed: undefined }
}

/** The stricter of two verdicts, if both hosts see the call. `where`: what named the second host. */
function strictest(a: Verdict, b: Verdict, where: string): Verdict {
  return {
    ids: a.ids && b.ids,
    userData: a.userData && b.userData,
    inside: a.inside && b.inside,
    rule: b.ids || !a.ids ? a.rule : `${where} ${b.rule}`,
  }
}
