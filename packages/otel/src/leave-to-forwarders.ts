// Keeps the propagator out of the way of traceferry's forwarders.
import type { Captured } from '@traceferry/core'
import { home, mainGlobal, policyOf, rulesOf, valueAt } from '@traceferry/core/internal'

// The forwarders know where a call goes and, on a saturated pool, which request it belongs to. A propagator knows
// neither. So if they are installed, it sets nothing, and OpenTelemetry does not claim the names that it would have
// set: core reads those in this slot, which all copies share.
const LEFT = Symbol.for('traceferry.propagator.v1')
const INSTALLED = Symbol.for('traceferry.install.v2')

const holder = home as { [LEFT]?: Set<string> }

/** Adds names that the propagator leaves to the forwarders. */
export function leaveToForwarders(names: readonly string[]): void {
  holder[LEFT] ??= new Set()
  for (const name of names) holder[LEFT].add(name)
}

/** Passes the captured headers to `set`, except for families that the carrier has a member of. */
export function carry(captured: Captured, carrier: unknown, set: (name: string, value: string) => void): void {
  if ((mainGlobal as { [INSTALLED]?: unknown })[INSTALLED] !== undefined) return
  const there = namesIn(carrier)
  const taken = new Set<string>()
  for (const rule of policyOf(captured).rules.values()) if (there.has(rule.outbound)) taken.add(rule.family)
  rulesOf(captured).forEach((rule, i) => {
    if (!taken.has(rule.family) && !there.has(rule.outbound)) set(rule.outbound, valueAt(captured.headers, i))
  })
}

/** The names in a carrier that is a plain object, which HTTP clients and most brokers use. */
function namesIn(carrier: unknown): Set<string> {
  const prototype = typeof carrier === 'object' && carrier !== null ? Object.getPrototypeOf(carrier) : undefined
  const plain = prototype === null || prototype === Object.prototype
  return new Set(plain ? Object.keys(carrier as object).map((name) => name.toLowerCase()) : [])
}
