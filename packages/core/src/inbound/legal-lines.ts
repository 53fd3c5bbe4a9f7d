// Checks captured lines by the rules of their formats.
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

/** The lines that may be forwarded, cleaned by the rules of their formats, under their outbound names. */
export function legalLines(lines: HeaderList, policy: ResolvedPolicy): Checked {
  if (policy.verbatim) return cleaned(lines, policy)
  const checked = readByShape(lines, policy)
  if (checked !== undefined) return checked
  const found = cleaned(lines, policy)
  rememberShape(lines, found, policy)
  return found
}

function cleaned(lines: HeaderList, policy: ResolvedPolicy): Checked {
  // `found` holds inbound names, so that `repair` can look partners up. An emptied value is left out at the end.
  const found = createList()
  const rules: Rule[] = []
  // One bit for each rule that was found. Two rules may share a bit, so it only tells which ones are new.
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
      // Each line has at least one member, and no list has more members than this.
      if (before <= MAX_MEMBERS) join(found, at, rule, raw, policy.verbatim)
    }
  }
  if (joined !== undefined && !policy.verbatim) trimJoined(found, rules)
  if (prefixed !== undefined && prefixed.tooMany > 0) count('dropped', 'prefix-cap', prefixed.tooMany)
  if (!policy.verbatim) repair(found, rules)
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

/** Joins the next line of a list (W3C and RFC 9110). If its first line was not a valid list, it stays empty. */
function join(found: HeaderList, at: number, rule: Rule, raw: string, verbatim: boolean): void {
  const before = valueAt(found, at)
  if (before === '') return
  const value = legalValue(raw, rule, verbatim, before.length + 1)
  if (value === undefined) return
  if (value !== '') setValueAt(found, at, `${before},${value}`)
  // Baggage keeps the members that fit.
  else if (!isBaggage(rule)) setValueAt(found, at, '')
}

/** A list from several lines may have too many members. That is checked once. */
function trimJoined(found: HeaderList, rules: readonly Rule[]): void {
  const at = rules.findIndex(isBaggage)
  if (at >= 0) setValueAt(found, at, cutBaggage(valueAt(found, at)))
}

function repair(found: HeaderList, rules: readonly Rule[]): void {
  let done: Rule['repair']
  for (const rule of rules) {
    if (rule.repair === undefined || rule.repair === done) continue
    done = rule.repair
    rule.repair(found)
  }
}
