// Which workload each record belongs to: one number per workload, however many names it has.
import { is } from '../model/flags.ts'
import { nameOf } from '../model/name-text.ts'
import type { Table } from '../model/table.ts'

/** Writes the final numbers into the columns `workload` and `peer`. */
export function resolveWorkloads(table: Table): void {
  const canonical = canonicalNames(table)
  const byInstance = workloadsOfInstances(table, canonical)
  for (let row = 0; row < table.length; row++) {
    const known = table.workload[row]!
    table.workload[row] = known > 0 ? canonical[known]! : byInstance[table.instance[row]!]!
    table.peer[row] = canonical[table.peer[row]!] ?? 0
  }
}

/** `orders` and `orders` in the namespace shop are the same if there is no other `orders`. */
function canonicalNames({ workloads }: Table): Uint32Array {
  const withSpace = new Map<string, number | 'several'>()
  for (let i = 1; i < workloads.size; i++) {
    const { name, namespace } = nameOf(workloads.text(i))
    if (namespace !== undefined) withSpace.set(name, withSpace.has(name) ? 'several' : i)
  }
  return Uint32Array.from({ length: workloads.size }, (_, i) => {
    const { name, namespace } = nameOf(workloads.text(i))
    const only = namespace === undefined ? withSpace.get(name) : undefined
    return typeof only === 'number' ? only : i
  })
}

/**
 * A log line does not say whose sidecar wrote it. The file's name does, if the file is of one workload and something calls a
 * workload of that name: behind a gateway, callers ask for the gateway's host. Otherwise the names that callers asked for decide.
 */
function workloadsOfInstances(table: Table, canonical: Uint32Array): Uint32Array {
  const votes = new Map<number, Map<number, number>>()
  const named = new Map<number, number>()
  const called = new Set<number>()
  for (let row = 0; row < table.length; row++) {
    const instance = table.instance[row]!
    if (table.workload[row]! > 0) named.set(instance, canonical[table.workload[row]!]!)
    const asked = canonical[table.peer[row]!]!
    if ((table.flags[row]! & is.inbound) === 0) called.add(asked)
    if ((table.flags[row]! & is.inbound) === 0 || asked === 0) continue
    const counts = votes.get(instance) ?? new Map<number, number>()
    if (counts.has(asked) || counts.size < 50) counts.set(asked, (counts.get(asked) ?? 0) + 1)
    votes.set(instance, counts)
  }
  const asked = new Map([...votes].map(([instance, counts]) => [instance, mostOf(counts)] as const))
  const hints = new Map([...table.hints].map(([instance, hint]) => [instance, canonical[hint] ?? hint] as const))
  const shared = sharedBySeveral(hints, asked)
  return Uint32Array.from({ length: table.instances.size }, (_, instance) => {
    const known = named.get(instance)
    if (known !== undefined) return known
    const hint = hints.get(instance)
    if (hint !== undefined && called.has(hint) && !shared.has(hint)) return hint
    return asked.get(instance) ?? hint ?? table.workloads.of(table.instances.text(instance))
  })
}

function mostOf(counts: ReadonlyMap<number, number>): number {
  return [...counts].sort((a, b) => b[1] - a[1])[0]![0]
}

/** Names of files that hold more than one workload: their instances were asked for by different names. */
function sharedBySeveral(hints: ReadonlyMap<number, number>, asked: ReadonlyMap<number, number>): ReadonlySet<number> {
  const first = new Map<number, number>()
  const shared = new Set<number>()
  for (const [instance, hint] of hints) {
    const name = asked.get(instance)
    if (name === undefined) continue
    if (first.has(hint) && first.get(hint) !== name) shared.add(hint)
    first.set(hint, name)
  }
  return shared
}
