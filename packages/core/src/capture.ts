import { bucketOf, find } from './buckets.ts'
import { fit } from './budget.ts'
import { count } from './counters.ts'
import { isForbidden } from './forbidden.ts'
import type { Policy, PrefixRule, Rule } from './policy.ts'
import { isBlank, isSendable, isToken, trim } from './values.ts'

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
 * can read. Never throws.
 *
 * @example
 * const captured = capture(request.rawHeaders, policy)
 */
export function capture(rawHeaders: readonly string[], policy: Policy): Captured {
  // found holds wire names, so that mending can look partners up; an emptied value is left out at the end.
  const found: string[] = []
  const rules: Rule[] = []
  // A bit for each rule that has been found. Two may share one, so it only tells which are new.
  let seen = 0
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string
    const bucket = bucketOf(policy.buckets, name)
    if (bucket === undefined) continue
    const rule = find(bucket, name) ?? ruleFor(name.toLowerCase(), policy, found, rules)
    if (rule === undefined) continue
    const bit = 1 << (rule.order & 31)
    const at = (seen & bit) === 0 ? -1 : rules.indexOf(rule)
    seen |= bit
    take(found, rules, rule, at, rawHeaders[i + 1] as string, policy.verbatim)
  }
  if (!policy.verbatim) mend(found, rules)
  if (policy.generate && policy.rules.has('x-request-id') && !hasValue(found, 'x-request-id')) {
    found.push('x-request-id', process.getBuiltinModule('node:crypto').randomUUID())
    rules.push(policy.rules.get('x-request-id') as Rule)
  }
  return fit(found, rules, policy)
}

function ruleFor(name: string, policy: Policy, found: readonly string[], rules: readonly Rule[]): Rule | undefined {
  const rule = policy.rules.get(name)
  if (rule !== undefined || policy.prefixes.length === 0) return rule
  const prefix = policy.prefixes.find((p) => name.length > p.name.length && name.startsWith(p.name))
  if (prefix === undefined || isForbidden(name)) return undefined
  if (!isToken(name)) {
    count('dropped', 'unreadable')
    return undefined
  }
  const known = rules[found.indexOf(name) >> 1]
  if (known !== undefined) return known
  if (isFull(prefix, found, rules)) {
    count('dropped', 'prefix-cap')
    return undefined
  }
  // One rule object per name seen: a prefix header is a family of its own unless its format says otherwise.
  const family = prefix.family === prefix.name ? name : prefix.family
  return { ...prefix, name, outbound: name, family }
}

function isFull(prefix: PrefixRule, found: readonly string[], rules: readonly Rule[]): boolean {
  let headers = 0
  let bytes = 0
  for (let i = 0; i < rules.length; i++) {
    const name = found[2 * i] as string
    if (!name.startsWith(prefix.name)) continue
    headers++
    bytes += name.length + (found[2 * i + 1] as string).length
  }
  return headers >= prefix.maxCount || bytes >= prefix.maxBytes
}

function take(found: string[], rules: Rule[], rule: Rule, at: number, raw: string, verbatim: boolean): void {
  // "undefined" is base64, too, and so a legal grpc-trace-bin.
  const sound = !verbatim && rule.valid !== undefined && raw.length <= rule.max && !isBlank(raw) && rule.valid(raw)
  const value = sound || verbatim ? raw : clean(raw, rule)
  // What has its legal shape holds nothing that a header cannot carry.
  if (value === undefined || !(sound || isSendable(value))) {
    count('dropped', 'unreadable')
    return
  }
  if (at >= 0) {
    if (rule.several === 'join' && found[2 * at + 1] !== '') found[2 * at + 1] += `,${value}`
    return
  }
  // A malformed first value still is the first: what repeats it is not trusted more.
  const legal = sound || verbatim || (value.length <= rule.max && (rule.valid === undefined || rule.valid(value)))
  if (!legal) count('dropped', 'malformed')
  found.push(rule.name, legal ? value : '')
  rules.push(rule)
}

function clean(raw: string, rule: Rule): string | undefined {
  const comma = rule.several === 'first' ? raw.indexOf(',') : -1
  const value = trim(comma < 0 ? raw : raw.slice(0, comma))
  return isBlank(value) ? undefined : value
}

function mend(found: string[], rules: readonly Rule[]): void {
  let done: Rule['mend']
  for (const rule of rules) {
    if (rule.mend === undefined || rule.mend === done) continue
    done = rule.mend
    rule.mend(found)
  }
}

function hasValue(found: readonly string[], name: string): boolean {
  const at = found.indexOf(name)
  return at >= 0 && found[at + 1] !== ''
}
