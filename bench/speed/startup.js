// What a contender costs until the service listens, with its share of the app's own loading.
import { startService } from './start.js'

/** Starts of each contender. */
export const TIMES = 7

/** `{ [contender]: { cpu (ms), rss (MiB) } }`, the least of some starts in turn: whatever else runs can only add to it. */
export async function measureStartup({ contenders, cell, loader, folders, progress }) {
  const all = Object.fromEntries(contenders.map(({ name }) => [name, { cpu: Infinity, rss: Infinity }]))
  for (let i = 0; i < TIMES; i++) {
    for (const contender of contenders) {
      const { startup, stop } = await startService({ contender, cell, upstream: loader.upstream, folders })
      stop()
      const least = all[contender.name]
      least.cpu = Math.min(least.cpu, startup.cpu / 1000)
      least.rss = Math.min(least.rss, startup.rss / 2 ** 20)
      progress()
    }
  }
  return all
}
