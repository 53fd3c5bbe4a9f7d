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
      const values = rounds.map((round) => round[figure])
      all[name][figure] = {
        ...summary(values),
        toBare: ratios(values, results.bare, figure),
        toHandWritten: ratios(values, results['hand-written'], figure),
      }
    }
  }
  return all
}

function ratios(values, other, figure) {
  if (other === undefined) return undefined
  return summary(values.map((value, i) => value / other.rounds[i][figure]))
}
