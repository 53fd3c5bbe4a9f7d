// From batches of calls to differences that stand.
import { callOf } from './calls/grammar.js'
import { differenceOf, isInside, kindOf } from './compare.js'

// How often a call that differs is made again, first among few and then alone: sockets race, and what comes first is a
// matter of luck. Only what never comes out as one of the runs without us is a difference.
const AGAIN = 3

/** { batch, found, unsteady, kinds, figures } of calls that a trio of processes makes. */
export function createHunt(trio, seed, only) {
  const found = []
  const counts = new Map()
  const hunt = { found, unsteady: 0, batch, kinds, figures: () => [...counts.values()] }

  async function batch(numbers) {
    const first = await trio.run(seed, numbers)
    for (const n of numbers) note(callOf(seed, n, only), first.inside.get(n))
    const differing = numbers.filter((n) => standing(n, [first]) !== undefined)
    const suspects = await again(differing, 12, (list) => [list])
    const guilty = await again(suspects, 1, (list) => list.map((n) => [n]))
    hunt.unsteady += differing.length - guilty.length
    for (const n of guilty) {
      const call = callOf(seed, n, only)
      const { mode, difference } = hunt.last.get(n)
      found.push({ n, mode, call, difference, kind: kindOf(call, mode, difference) })
      counts.get(call.client).differences++
    }
  }

  /** Those of the calls that differ in each of some more runs, made in groups. */
  async function again(numbers, atOnce, groupsOf) {
    hunt.last = new Map()
    for (const group of groupsOf(numbers).filter((list) => list.length > 0)) {
      const runs = []
      for (let i = 0; i < AGAIN; i++) runs.push(await trio.run(seed, group, atOnce))
      for (const n of group) {
        const verdict = standing(n, runs)
        if (verdict !== undefined) hunt.last.set(n, verdict)
      }
    }
    return [...hunt.last.keys()]
  }

  /** How a call differs: in all pairs of a run without the line and one with it. */
  function standing(n, runs) {
    const call = callOf(seed, n, only)
    for (const mode of ['outside', 'inside']) {
      const pairs = runs.flatMap((a) => runs.map((b) => compared(a.without.get(n), b[mode].get(n), call)))
      if (pairs.every((difference) => difference !== undefined)) return { mode, difference: pairs[0] }
    }
    return undefined
  }

  function note({ client, host }, { carried }) {
    if (!counts.has(client)) counts.set(client, { client, calls: 0, inside: 0, carried: 0, differences: 0 })
    const count = counts.get(client)
    count.calls++
    if (isInside({ host })) count.inside++
    if (carried > 0) count.carried++
  }

  function kinds() {
    const sums = {}
    for (const { kind } of found) sums[kind] = (sums[kind] ?? 0) + 1
    return Object.fromEntries(Object.entries(sums).sort(([, a], [, b]) => b - a))
  }
  return hunt
}

function compared(bare, other, call) {
  const difference = differenceOf(bare, other)
  if (difference !== undefined) return difference
  // Removed as ours, although it is not one of our hosts: nothing may have arrived.
  if (other.carried === 0 || isInside(call)) return undefined
  return { where: 'wire', without: 'none of our headers', with: `${other.carried} of our headers, outside` }
}
