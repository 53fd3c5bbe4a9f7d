// Keeps a captured set within the byte budget.
import { cutBaggage, isBaggage, MAX_BYTES } from '../headers/baggage.ts'
import { append, createList, get, type HeaderList, valueAt } from '../headers/header-list.ts'
import type { ResolvedPolicy } from '../policy/policy.ts'
import type { Rule } from '../policy/rules.ts'
import { count } from '../shared/counters.ts'
import type { Checked } from './captured-set.ts'

/**
 * Ends a capture: leaves out what was emptied, sets the outbound names, and keeps the set within the budget. Node's own
 * limit is the smallest one behind a sidecar: 16 KiB for all headers of a request. So a set that grows from hop to hop
 * would end as 431. Trace ids are served first, user data last. Baggage may lose whole members, but never part of one.
 *
 * Baggage up to the size that W3C requires is always carried: what goes beyond the budget is added to it.
 */
export function fitToBudget(found: HeaderList, rules: readonly Rule[], policy: ResolvedPolicy): Checked {
  let bytes = 0
  let unchanged = !policy.renames
  for (let i = 0; i < rules.length; i++) {
    const rule = rules[i] as Rule
    const value = valueAt(found, i)
    bytes += rule.outbound.length + value.length
    unchanged &&= value !== ''
  }
  if (unchanged && bytes <= policy.maxBytes) return { headers: found, rules }

  const headers = createList()
  const kept: Rule[] = []
  const order = bytes <= policy.maxBytes ? undefined : byImportance(rules)
  let left = policy.maxBytes
  for (let n = 0; n < rules.length; n++) {
    const i = order === undefined ? n : (order[n] as number)
    const rule = rules[i] as Rule
    const value = cut(valueAt(found, i), left - rule.outbound.length, rule, policy)
    if (value === '' || (policy.renames && get(headers, rule.outbound) !== '')) continue
    left = Math.max(0, left - rule.outbound.length - value.length)
    append(headers, rule.outbound, value)
    kept.push(rule)
  }
  return { headers, rules: kept }
}

function byImportance(rules: readonly Rule[]): number[] {
  const rank = (rule: Rule) => (rule.scope === 'user' ? 10_000 : 0) + rule.order
  return rules.map((_, i) => i).sort((a, b) => rank(rules[a] as Rule) - rank(rules[b] as Rule))
}

function cut(value: string, room: number, rule: Rule, policy: ResolvedPolicy): string {
  if (value === '') return ''
  // If a user set the budget below what W3C requires for baggage, it applies to baggage too.
  const reserved = isBaggage(rule) && policy.maxBytes >= MAX_BYTES ? MAX_BYTES : 0
  const left = Math.max(room, reserved)
  if (value.length <= left) return value
  if (isBaggage(rule) && !policy.verbatim) return cutBaggage(value, left)
  count('dropped', 'budget')
  return ''
}
