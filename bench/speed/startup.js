// What a contender costs until the service listens, with its share of the app's own loading.
import { startService } from './start.js'
import { quantile } from './statistics.js'

/** Starts of each contender. */
export const TIMES = 15

/**
 * `{ [contender]: { cpu, over (ms), rss (MiB) } }`: medians of the starts in turn; `over` is the median of what a start took
 * longer than that of `bare` in the same turn.
 */
export async function measureStartup({ contenders, cell, loader, folders, progress }) {
  const starts = contenders.map(() => [])
  for (let i = 0; i < TIMES; i++) {
    for (const [at, contender] of contenders.entries()) {
      const { startup, stop } = await startService({ contender, cell, upstream: loader.upstream, folders })
      stop()
      starts[at].push({ cpu: startup.cpu / 1000, rss: startup.rss / 2 ** 20 })
      progress()
    }
  }
  const bare = starts[contenders.findIndex(({ name }) => name === 'bare')]
  const median = (values) => quantile(values, 0.5)
  const figures = starts.map((list) => ({
    cpu: median(list.map(({ cpu }) => cpu)),
    over: median(list.map(({ cpu }, i) => cpu - bare[i].cpu)),
    rss: median(list.map(({ rss }) => rss)),
  }))
  return Object.fromEntries(contenders.map(({ name }, at) => [name, figures[at]]))
}
