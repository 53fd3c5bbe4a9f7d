// Medians and quartiles, of figures and of ratios within a round.

export function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * q
  const low = Math.floor(at)
  return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low])
}

export function summary(values) {
  return { median: quantile(values, 0.5), q1: quantile(values, 0.25), q3: quantile(values, 0.75) }
}

const FIGURES = ['cpu', 'perSecond', 'p50', 'p99']

/**
 * For each contender and figure the summary of its values; and of its ratios to `bare` and to `hand-written` in the same
 * round, where those ran.
 */
export function summarise(results) {
  const all = {}
  for (const [name, { check, rounds }] of Object.entries(results)) {
    all[name] = { check }
    for (const figure of FIGURES) {
      const values = rounds.map((round) => round?.[figure])
      all[name][figure] = {
        ...summary(values.filter((value) => value !== undefined)),
        toBare: ratios(values, results.bare, figure),
        toHandWritten: ratios(values, results['hand-written'], figure),
      }
    }
  }
  return all
}

function ratios(values, other, figure) {
  if (other === undefined) return undefined
  // A latency below half a millisecond is 0, and has no ratio.
  const all = values.map((value, i) => value / other.rounds[i][figure]).filter(Number.isFinite)
  if (all.length === 0) return undefined
  const unequal = all.filter((ratio) => ratio !== 1)
  return { ...summary(all), above: unequal.filter((ratio) => ratio > 1).length, unequal: unequal.length }
}

/** How likely a fair coin falls at least as unevenly, to either side: of this many ratios that are not 1, this many are above it. */
export function signTest({ above, unequal }) {
  const fewer = Math.min(above, unequal - above)
  let chance = 0.5 ** unequal
  let sum = 0
  for (let k = 0; k <= fewer; k++) {
    sum += chance
    chance *= (unequal - k) / (k + 1)
  }
  return Math.min(1, 2 * sum)
}
