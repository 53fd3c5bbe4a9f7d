import { cutToMembers, isBaggage, MOST_MEMBERS } from './baggage.ts'
import { bucketOf, find } from './buckets.ts'
import { fit } from './budget.ts'
import { count } from './counters.ts'
import { append, createList, get, type HeaderList, nameAt, setValueAt, sizeOf, valueAt } from './header-list.ts'
import { legalValue } from './legal-value.ts'
import type { Policy, Rule } from './policy.ts'
import { type Prefixed, takePrefixed } from './prefixed.ts'

/**
 * What one request brought that its calls shall carry: small frozen strings, never the request itself, which would
 * keep sockets and bodies alive for as long as a timer is pending.
 */
export interface Captured {
  /** Flat list of outbound names and values: [name, value, name, value, ...]. */
  readonly headers: readonly string[]
  /** The rule of each pair, in the same order. */
  readonly rules: readonly Rule[]
  /** The policy that it was captured by, which decides where it may go. */
  readonly policy: Policy
}

/**
 * Takes the propagation headers out of raw header lines (`request.rawHeaders`: name, value, name, value, ...), cleaned
 * by the rules of their formats. Raw lines, because node:http joins repeated tracing headers into a text that no proxy
 * can read. The work is bounded by the length of the lines, whatever is in them. Never throws.
 *
 * @example
 * const captured = capture(request.rawHeaders, policy)
 */
export function capture(rawHeaders: readonly string[], policy: Policy): Captured {
  // found holds wire names, so that mending can look partners up; an emptied value is left out at the end.
  const found = createList()
  const rules: Rule[] = []
  // A bit for each rule that has been found. Two may share one, so it only tells which are new.
  let seen = 0
  let prefixed: Prefixed | undefined
  let joined: Map<Rule, number> | undefined
  const size = sizeOf(rawHeaders)
  for (let i = 0; i < size; i++) {
    const name = nameAt(rawHeaders, i)
    const raw = valueAt(rawHeaders, i)
    if (typeof name !== 'string' || typeof raw !== 'string') continue
    const bucket = bucketOf(policy.buckets, name)
    if (bucket === undefined) continue
    const rule = find(bucket, name, policy.rules)
    if (rule === undefined) {
      prefixed = takePrefixed(prefixed, name, raw, policy, found, rules)
      continue
    }
    const bit = 1 << (rule.order & 31)
    const at = (seen & bit) === 0 ? -1 : rules.indexOf(rule)
    seen |= bit
    if (at < 0) take(found, rules, rule, raw, policy.verbatim)
    else if (rule.several === 'join') {
      joined ??= new Map()
      const lines = joined.get(rule) ?? 1
      joined.set(rule, lines + 1)
      // Each line has a member, and no list has more.
      if (lines <= MOST_MEMBERS) join(found, at, rule, raw, policy.verbatim)
    }
  }
  if (joined !== undefined && !policy.verbatim) trimJoined(found, rules)
  if (prefixed !== undefined && prefixed.tooMany > 0) count('dropped', 'prefix-cap', prefixed.tooMany)
  if (!policy.verbatim) mend(found, rules)
  if (policy.generate && policy.rules.has('x-request-id') && get(found, 'x-request-id') === '') {
    append(found, 'x-request-id', process.getBuiltinModule('node:crypto').randomUUID())
    rules.push(policy.rules.get('x-request-id') as Rule)
  }
  return fit(found, rules, policy)
}

function take(found: HeaderList, rules: Rule[], rule: Rule, raw: string, verbatim: boolean): void {
  const value = legalValue(raw, rule, verbatim)
  if (value === undefined) return
  append(found, rule.name, value)
  rules.push(rule)
}

/** The lists of W3C and RFC 9110 go on in another line. One that was no list from its first line on stays none. */
function join(found: HeaderList, at: number, rule: Rule, raw: string, verbatim: boolean): void {
  const before = valueAt(found, at)
  if (before === '') return
  const value = legalValue(raw, rule, verbatim, before.length + 1)
  if (value === undefined) return
  if (value !== '') setValueAt(found, at, `${before},${value}`)
  // Of baggage those members that fit are kept.
  else if (!isBaggage(rule)) setValueAt(found, at, '')
}

/** What came in several lines may be of too many members, which is seen once. */
function trimJoined(found: HeaderList, rules: readonly Rule[]): void {
  const at = rules.findIndex(isBaggage)
  if (at >= 0) setValueAt(found, at, cutToMembers(valueAt(found, at)))
}

function mend(found: HeaderList, rules: readonly Rule[]): void {
  let done: Rule['mend']
  for (const rule of rules) {
    if (rule.mend === undefined || rule.mend === done) continue
    done = rule.mend
    rule.mend(found)
  }
}
