// The user agent of each workload's calls.
import { is } from '../model/flags.ts'
import type { Table } from '../model/table.ts'
import { clientOf } from './languages.ts'

/** The user agent of most calls of a workload. An application may set none; a sidecar adds none. */
export function agentsOf({ length, flags, workload, agent, agents }: Table): Map<number, string> {
  const counts = new Map<number, Map<number, number>>()
  for (let row = 0; row < length; row++) {
    if ((flags[row]! & is.outbound) === 0 || agent[row] === 0) continue
    const own = counts.get(workload[row]!) ?? new Map<number, number>()
    counts.set(workload[row]!, own)
    own.set(agent[row]!, (own.get(agent[row]!) ?? 0) + 1)
  }
  return new Map(
    Array.from(counts, ([of, own]) => {
      // Known ones come first: others were sent by a browser and passed on.
      const sorted = [...own].sort((a, b) => b[1] - a[1]).map(([one]) => agents.text(one))
      return [of, sorted.find((text) => clientOf(text) !== undefined) ?? sorted[0]!]
    }),
  )
}
