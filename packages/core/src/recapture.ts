import { type Captured, capture } from './capture.ts'
import { count } from './counters.ts'
import { pairsOf } from './header-list.ts'
import { isMade } from './made.ts'
import type { Policy } from './policy.ts'

const checked = new WeakMap<Captured, Captured>()

/**
 * The set itself where `capture` made it, or could have. One that somebody built or changed by hand is captured anew by
 * its own policy: a CR LF in it would make every call fail that it is for, and a name of one hop would steer the next
 * proxy. What is dropped is counted; what is no set at all becomes no context. Never throws.
 */
export function safe(captured: Captured | undefined): Captured | undefined {
  if (captured === undefined || captured === null || isMade(captured)) return captured ?? undefined
  const known = checked.get(captured)
  if (known !== undefined) return known
  try {
    const clean = recapture(captured)
    checked.set(captured, clean)
    return clean
  } catch {
    count('dropped', 'made by hand')
    return undefined
  }
}

function recapture(captured: Captured): Captured {
  const { headers, policy } = captured
  const clean = capture(
    pairsOf(headers).flatMap(([name, value]) => [inboundName(name, policy), value]),
    policy,
  )
  const same = clean.headers.length === headers.length && clean.headers.every((text, i) => text === headers[i])
  if (same && Object.isFrozen(captured) && Object.isFrozen(headers) && captured.rules?.length === clean.rules.length)
    return captured
  if (!same) count('dropped', 'made by hand')
  return clean
}

/** A captured set has outbound names; the policy knows headers by the names they come in with. */
export function inboundName(name: string, policy: Policy): string {
  if (!policy.renames) return name
  return [...policy.rules.values()].find((rule) => rule.outbound === name)?.name ?? name
}
