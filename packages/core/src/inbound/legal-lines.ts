import { findRule } from '../engine/buckets.ts'
import { readByShape, rememberShape } from '../engine/shape-cache.ts'
import { cutBaggage, isBaggage, MAX_MEMBERS } from '../headers/baggage.ts'
import {
  append,
  createList,
  get,
  type HeaderList,
  nameAt,
  setValueAt,
  sizeOf,
  valueAt,
} from '../headers/header-list.ts'
import type { ResolvedPolicy } from '../policy/policy.ts'
import type { Rule } from '../policy/rules.ts'
import { count } from '../shared/counters.ts'
import type { Checked } from './captured-set.ts'
import { fitToBudget } from './fit-to-budget.ts'
import { legalValue } from './legal-value.ts'
import { type Prefixed, takePrefixed } from './take-prefixed.ts'

/** What of these lines may go out, cleaned by the rules of their formats, under the names that it goes out with. */
export function legalLines(lines: HeaderList, policy: ResolvedPolicy): Checked {
  if (policy.verbatim) return cleaned(lines, policy)
  const checked = readByShape(lines, policy)
  if (checked !== undefined) return checked
  const found = cleaned(lines, policy)
  rememberShape(lines, found, policy)
  return found
}

function cleaned(lines: HeaderList, policy: ResolvedPolicy): Checked {
  // found holds wire names, so that mending can look partners up; an emptied value is left out at the end.
  const found = createList()
  const rules: Rule[] = []
  // A bit for each rule that has been found. Two may share one, so it only tells which are new.
  let seen = 0
  let prefixed: Prefixed | undefined
  let joined: Map<Rule, number> | undefined
  const size = sizeOf(lines)
  for (let i = 0; i < size; i++) {
    const name = nameAt(lines, i)
    const raw = valueAt(lines, i)
    const rule = findRule(policy.buckets, name, policy.rules)
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
      const before = joined.get(rule) ?? 1
      joined.set(rule, before + 1)
      // Each line has a member, and no list has more.
      if (before <= MAX_MEMBERS) join(found, at, rule, raw, policy.verbatim)
    }
  }
  if (joined !== undefined && !policy.verbatim) trimJoined(found, rules)
  if (prefixed !== undefined && prefixed.tooMany > 0) count('dropped', 'prefix-cap', prefixed.tooMany)
  if (!policy.verbatim) mend(found, rules)
  if (policy.generate && policy.rules.has('x-request-id') && get(found, 'x-request-id') === '') {
    append(found, 'x-request-id', process.getBuiltinModule('node:crypto').randomUUID())
    rules.push(policy.rules.get('x-request-id') as Rule)
  }
  return fitToBudget(found, rules, policy)
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
  if (at >= 0) setValueAt(found, at, cutBaggage(valueAt(found, at)))
}

function mend(found: HeaderList, rules: readonly Rule[]): void {
  let done: Rule['mend']
  for (const rule of rules) {
    if (rule.mend === undefined || rule.mend === done) continue
    done = rule.mend
    rule.mend(found)
  }
}
