// The meter of choice: instructions of the service's process, in user space, counted by an emulator.
import { createInterface } from 'node:readline'

/** One thread, and nothing by chance: the same program takes the same way through the engine each time. */
const STEADY = ['--single-threaded', '--predictable', '--random-seed=1', '--hash-seed=1', '--no-warnings']

/** Functions are optimised after a twelfth of the usual work, as an emulator needs long to get there. */
const SOON = ['--interrupt-budget=10000']

/** Many small collections instead of a big one now and then: each window of requests pays its share. */
const EVENLY = ['--max-semi-space-size=1']

export function instructions(command) {
  return {
    unit: 'instructions',
    command,
    flags: [...STEADY, ...SOON, ...EVENLY],
    question: 'mark',
    /** Calls `seen` with each count that the emulator prints; what else the service says goes on to the terminal. */
    listen(child, seen) {
      createInterface({ input: child.stderr }).on('line', (line) => {
        const [, count] = /^instructions (\d+)$/.exec(line) ?? []
        if (count === undefined) console.error(line)
        else seen(Number(count))
      })
    },
  }
}
