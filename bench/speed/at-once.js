// For what is counted and not timed: as many at a time as there are cores.
import { availableParallelism } from 'node:os'

/**
 * Runs all jobs; each worker has something of its own, made and ended by `make`: `{ own, stop }`.
 * @template J, [T=undefined]
 * @param {readonly J[]} jobs
 * @param {(job: J, own: T) => Promise<unknown>} run
 * @param {() => Promise<{ own: T, stop(): unknown }>} [make]
 */
export async function atOnce(jobs, run, make = async () => ({ own: /** @type {any} */ (undefined), stop() {} })) {
  const waiting = [...jobs]
  const work = async () => {
    const { own, stop } = await make()
    try {
      while (waiting.length > 0) await run(/** @type {J} */ (waiting.shift()), own)
    } finally {
      stop()
    }
  }
  await Promise.all(Array.from({ length: Math.min(jobs.length, availableParallelism()) }, work))
}
