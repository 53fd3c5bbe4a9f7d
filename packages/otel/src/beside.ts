import type { Captured } from '@traceferry/core'
import { home, mainGlobal, policyOf, rulesOf, valueAt } from '@traceferry/core/internal'

// How the propagator lives beside traceferry's forwarders. Those know where a call goes and, on a saturated pool, whose
// it is; a propagator knows neither. So where they are installed it sets nothing, and the names that it would have set
// are no claim of OpenTelemetry's: core reads them in this slot, which all copies share.
const LEFT = Symbol.for('traceferry.propagator.v1')
const INSTALLED = Symbol.for('traceferry.install.v2')

const holder = home as { [LEFT]?: Set<string> }

/** Notes names that are the forwarders' wherever there are forwarders. */
export function leaveToForwarders(names: readonly string[]): void {
  holder[LEFT] ??= new Set()
  for (const name of names) holder[LEFT].add(name)
}

/** Hands the captured headers to `set`, but for those of families that the carrier holds a member of. */
export function carry(captured: Captured, carrier: unknown, set: (name: string, value: string) => void): void {
  if ((mainGlobal as { [INSTALLED]?: unknown })[INSTALLED] !== undefined) return
  const there = namesIn(carrier)
  const taken = new Set<string>()
  for (const rule of policyOf(captured).rules.values()) if (there.has(rule.outbound)) taken.add(rule.family)
  rulesOf(captured).forEach((rule, i) => {
    if (!taken.has(rule.family) && !there.has(rule.outbound)) set(rule.outbound, valueAt(captured.headers, i))
  })
}

/** The names in a carrier that is a plain object, as those of HTTP clients and most brokers are. */
function namesIn(carrier: unknown): Set<string> {
  const prototype = typeof carrier === 'object' && carrier !== null ? Object.getPrototypeOf(carrier) : undefined
  const plain = prototype === null || prototype === Object.prototype
  return new Set(plain ? Object.keys(carrier as object).map((name) => name.toLowerCase()) : [])
}
