// When a figure that is taken in windows may be believed: on Node 24 some code is optimized after thousands of requests
// only, so the windows say themselves when they are done.
import { quantile } from '../speed/statistics.js'

/** Two medians of half as many windows each must agree. */
const WITHIN = 0.01
/** So many times as many windows are taken before that is given up. */
const PATIENCE = 3

/**
 * The median of the last `count` windows, once they have settled: half of them agree with the other half within a hundredth.
 * `settled` is false where they never did. A big collection, or late compilation, falls into a window or two and is left out.
 */
export async function settle(next, count) {
  const windows = []
  const median = (from, to) => quantile(windows.slice(from, to), 0.5)
  let settled = false
  while (!settled && windows.length < PATIENCE * count) {
    windows.push(await next())
    if (windows.length < count) continue
    const [earlier, later] = [median(-count, -count / 2), median(-count / 2)]
    settled = Math.abs(later - earlier) <= WITHIN * earlier
  }
  return { figure: Math.round(median(-count)), settled }
}
