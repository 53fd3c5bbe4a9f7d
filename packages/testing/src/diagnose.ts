// Finds the likely cause when headers did not arrive.
import { familyOf } from '@traceferry/core/internal'
import { type Cause, type CauseName, causeOf } from './causes.ts'
import type { HeaderResult } from './compare-headers.ts'
import type { SeenCall, SeenDecision } from './observe.ts'
import type { Upstream } from './upstream.ts'

/** Everything that is known about a call. */
export interface Evidence {
  readonly upstream: Upstream
  readonly headers: readonly HeaderResult[]
  /** The call as it left the process; undefined when it was not seen leaving. */
  readonly seen: SeenCall | undefined
  readonly decision: SeenDecision | undefined
  /** Whether the test could observe the app's process at all. */
  readonly observed: boolean
}

/** The likely causes why headers did not arrive as they should, each with its evidence. */
export function diagnose(evidence: Evidence): readonly Cause[] {
  const { upstream, headers } = evidence
  const named = (...states: HeaderResult['state'][]) =>
    headers.filter(({ state }) => states.includes(state)).map(({ name }) => name)
  if (upstream.outside) {
    const leaked = headers.filter(({ state }) => state !== 'missing').map(({ name }) => name)
    return leaked.length === 0 ? [] : [causeOf('header leaked', leaked, `${upstream.host} is outside the mesh`)]
  }
  const causes: Cause[] = []
  const foreign = named('foreign')
  if (foreign.length > 0) {
    const evidence_ = 'the values are those of an earlier request'
    causes.push(causeOf('context of another request', foreign, evidence_ + where(evidence.seen)))
  }
  const replaced = named('changed', 'doubled')
  const families = new Set(replaced.map(familyOf))
  const missing = named('missing')
  const left = [...replaced, ...missing.filter((name) => families.has(familyOf(name)))]
  if (replaced.length > 0)
    causes.push(causeOf('set by the caller', left, `the call came with another ${replaced.join(', ')}`))
  const rest = missing.filter((name) => !left.includes(name))
  // When the call has values of another request, missing headers have the same cause.
  if (rest.length > 0 && foreign.length === 0) causes.push(...whyMissing(rest, evidence))
  return causes
}

function whyMissing(missing: readonly string[], { upstream, seen, decision, observed }: Evidence): readonly Cause[] {
  if (decision?.reason !== undefined) {
    const evidence = `traceferry decided for ${decision.origin}: ${decision.reason}`
    return [causeOf(causeOfReason(decision.reason), missing, evidence)]
  }
  if (decision !== undefined) {
    const unknown = missing.filter((name) => !decision.captured.includes(name))
    const stayed = missing.filter((name) => decision.captured.includes(name))
    const inside = upstream.host === '127.0.0.1' || !upstream.host.includes('.')
    return [
      ...(unknown.length > 0 ? [causeOf('not captured', unknown, 'the service captured other headers, not this')] : []),
      ...(stayed.length > 0
        ? [causeOf(inside ? 'left to a tracer' : 'user data outside the mesh', stayed, 'captured, but left behind')]
        : []),
    ]
  }
  return [causeWithoutDecision(missing, seen, observed)]
}

/** The cause when traceferry made no decision: it did not see the call, or had no captured set where the call was made. */
function causeWithoutDecision(missing: readonly string[], seen: SeenCall | undefined, observed: boolean): Cause {
  if (!observed) return causeOf('unknown', missing, 'the program is not Node, or was started without NODE_OPTIONS')
  if (seen === undefined) {
    const evidence = 'the call was seen leaving neither through node:http nor through undici in this process'
    return causeOf('unsupported client', missing, evidence)
  }
  const made = `made by ${seen.client}${where(seen)}`
  if (seen.disabled) return causeOf('switched off', missing, `${made}, while TRACEFERRY_DISABLED is set`)
  if (!seen.isWrapped) return causeOf('unsupported client', missing, `${made}, which cannot be wrapped`)
  if (!seen.installed) return causeOf('made before set-up', missing, `${made}, before traceferry was set up`)
  if (seen.captured) return causeOf('unsupported client', missing, `${made}, past the forwarders, inside the request`)
  if (seen.inRequest) return causeOf('made before set-up', missing, `${made}, in a request that was not captured yet`)
  return causeOf('lost context', missing, `${made}, outside the context of any request`)
}

function causeOfReason(reason: string): CauseName {
  if (reason === 'outside a request') return 'lost context'
  if (reason === 'nothing captured') return 'not captured'
  if (reason === 'signed request') return 'signed request'
  if (reason === 'tracing suppressed') return 'left to a tracer'
  if (reason === 'all left to others') return 'left to a tracer'
  if (reason.includes('ignoreTargets')) return 'ignored target'
  return /outside the mesh|target cannot be read/.test(reason) ? 'outside target' : 'unknown'
}

function where(seen: SeenCall | undefined): string {
  return seen?.at === undefined ? '' : ` at ${seen.at}`
}
