import type { Captured } from './capture.ts'
import { count } from './counters.ts'
import { get } from './found.ts'
import { make } from './made.ts'
import type { Policy, Rule } from './policy.ts'

const MEMBERS = 64

/**
 * Ends a capture: leaves out what was emptied, gives the outbound names, and keeps the set within the budget. Behind a
 * sidecar the smallest wall is Node's own 16 KiB for all headers of a request, so a set that grows from hop to hop
 * would end as 431. Trace ids are served first, user data last; of baggage whole members may go, never part of one.
 */
export function fit(found: readonly string[], rules: readonly Rule[], policy: Policy): Captured {
  let bytes = 0
  let asFound = !policy.renames
  for (let i = 0; i < rules.length; i++) {
    const value = found[2 * i + 1] as string
    bytes += (found[2 * i] as string).length + value.length
    asFound &&= value !== '' && (!isBaggage(rules[i] as Rule, policy) || !manyMembers(value))
  }
  if (asFound && bytes <= policy.maxBytes) return make(found, rules, policy)

  const headers: string[] = []
  const kept: Rule[] = []
  const order = bytes <= policy.maxBytes ? undefined : byImportance(rules)
  let left = policy.maxBytes
  for (let n = 0; n < rules.length; n++) {
    const i = order === undefined ? n : (order[n] as number)
    const rule = rules[i] as Rule
    const value = cut(found[2 * i + 1] as string, left - rule.outbound.length, isBaggage(rule, policy))
    if (value === '' || (policy.renames && get(headers, rule.outbound) !== '')) continue
    left -= rule.outbound.length + value.length
    headers.push(rule.outbound, value)
    kept.push(rule)
  }
  return make(headers, kept, policy)
}

/** Of baggage whole members may go, unless nothing is to be touched. */
function isBaggage(rule: Rule, policy: Policy): boolean {
  return rule.name === 'baggage' && !policy.verbatim
}

function byImportance(rules: readonly Rule[]): number[] {
  const rank = (rule: Rule) => (rule.scope === 'user' ? 10_000 : 0) + rule.order
  return rules.map((_, i) => i).sort((a, b) => rank(rules[a] as Rule) - rank(rules[b] as Rule))
}

function cut(value: string, room: number, trimmable: boolean): string {
  if (value === '') return ''
  if (value.length <= room && !(trimmable && manyMembers(value))) return value
  const shorter = trimmable ? wholeMembers(value, room) : ''
  count('dropped', 'budget')
  return shorter
}

function manyMembers(value: string): boolean {
  let members = 1
  for (let at = value.indexOf(','); at >= 0; at = value.indexOf(',', at + 1)) members++
  return members > MEMBERS
}

function wholeMembers(value: string, room: number): string {
  let end = 0
  for (let members = 0; members < MEMBERS && end < value.length; members++) {
    const comma = value.indexOf(',', end === 0 ? 0 : end + 1)
    const next = comma < 0 ? value.length : comma
    if (next > room) break
    end = next
  }
  return value.slice(0, end)
}
