// What became of a case's trace between the two sidecars, and what the header rules say should have.
import { familyOf, ownFamilies, saysUnsampled } from './families.js'

/** Why a case's trace is to end at the app, where a rule says so; else undefined. */
export function reasonToEnd({ ask, policy }) {
  if (ask.how === 'withoutForwarding') return 'withoutForwarding'
  if (ask.how === 'outside a request') return 'a call outside of a request'
  if (ask.headers.some(([, value]) => value.startsWith('AWS4-'))) return 'a signed call'
  const allowed = /allow:(\S+)/.exec(policy)?.[1]
  return ask.host === '127.0.0.1' || allowed === ask.host || allowed === '*' ? undefined : 'a host outside the mesh'
}

/** The trace that the app itself has chosen for its call, if this tracer reads it: `{ traceId, spanId }`. */
export function chosenTrace({ ask }, tracer) {
  const [family] = ownFamilies[tracer] // the one that is read first
  for (const [name, value] of ask.headers) {
    const [, traceId, spanId] = value.split('-')
    if (familyOf(name.toLowerCase()) === family) return { traceId, spanId }
  }
  return undefined
}

/**
 * - `whole`: the call's span is to be a child of the request's span
 * - `unsampled`: nothing is to be reported, and the calls are to say so too
 * - `silenced`: Envoy could not read what arrived and made no span; what the app leaves out of it decides what follows
 * - `beside`: another tracer in the app has spans of its own; the call's span is to come below the request's all the same
 * - `ended`, `chosen`: a rule, or the app, has taken the call out of the trace
 * - `as asked`: `verbatim` forwards what a rule would have put right
 */
export function fateOf(vector, tracer, { spans, appGot }) {
  if (reasonToEnd(vector)) return 'ended'
  if (chosenTrace(vector, tracer)) return 'chosen'
  if (vector.ask.sdk === 'active') return 'beside'
  if (vector.policy === 'verbatim') return 'as asked'
  if (spans.some(({ kind }) => kind === 'SERVER')) return 'whole'
  return saysUnsampled(appGot, tracer) ? 'unsampled' : 'silenced'
}
