// When a figure that is taken in windows may be believed: on Node 24 some code is optimised after thousands of requests
// only, so the windows say themselves when they are done.
import { quantile } from '../speed/statistics.js'

/** Two medians of so many windows in turn must agree. Of fetch, every tenth window of 250 requests has a big collection. */
const TOGETHER = 10
const WITHIN = 0.01
const MOST = 60

/**
 * The median of the last windows, once they have settled: half of them agree with the other half within a hundredth.
 * `settled` is false where they never did. A big collection, or late compilation, falls into a window or two and is left out.
 */
export async function settle(next) {
  const windows = []
  const median = (from, to) => quantile(windows.slice(from, to), 0.5)
  while (windows.length < MOST) {
    windows.push(await next())
    if (windows.length < 2 * TOGETHER) continue
    const [earlier, later] = [median(-2 * TOGETHER, -TOGETHER), median(-TOGETHER)]
    if (Math.abs(later - earlier) > WITHIN * earlier) continue
    return { figure: Math.round(median(-2 * TOGETHER)), settled: true }
  }
  return { figure: Math.round(median(-2 * TOGETHER)), settled: false }
}
