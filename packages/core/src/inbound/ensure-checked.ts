// Checks a captured set that core did not make.
import { pairsOf } from '../headers/header-list.ts'
import { type ResolvedPolicy, resolved } from '../policy/policy.ts'
import { count } from '../shared/counters.ts'
import { capture } from './capture.ts'
import type { Captured } from './captured.ts'
import { isChecked, rulesOf, type WithRules } from './captured-set.ts'

const checked = new WeakMap<Captured, Captured>()

/**
 * Returns the set itself if `capture` made it, or could have made it. A set that was built or changed by hand is
 * captured again with its own policy: a CR LF in it would make its calls fail, and a header of one hop would command
 * the next proxy. What is dropped is counted. What is not a set at all gives no context. Never throws.
 */
export function ensureChecked(captured: Captured | undefined): Captured | undefined {
  if (captured === undefined || captured === null || isChecked(captured)) return captured ?? undefined
  const known = checked.get(captured)
  if (known !== undefined) return known
  try {
    const clean = checkAgain(captured)
    checked.set(captured, clean)
    return clean
  } catch {
    count('dropped', 'made by hand')
    return undefined
  }
}

function checkAgain(captured: Captured): Captured {
  const { headers } = captured
  const policy = resolved(captured.policy)
  const clean = capture(
    pairsOf(headers).flatMap(([name, value]) => [inboundName(name, policy), value]),
    policy,
  )
  const same = clean.headers.length === headers.length && clean.headers.every((text, i) => text === headers[i])
  if (
    same &&
    Object.isFrozen(captured) &&
    Object.isFrozen(headers) &&
    (captured as Partial<WithRules>).rules?.length === rulesOf(clean).length
  )
    return captured
  if (!same) count('dropped', 'made by hand')
  return clean
}

/** A captured set has outbound names. The policy knows headers by their inbound names. */
export function inboundName(name: string, policy: ResolvedPolicy): string {
  if (!policy.renames) return name
  return [...policy.rules.values()].find((rule) => rule.outbound === name)?.name ?? name
}
