// The meter of choice: instructions of the service's process, in user space, counted by an emulator.
import { major } from '../../tools/shared/nodes.js'

/** One thread, and nothing by chance: the same program takes the same way through the engine each time. */
const STEADY = ['--single-threaded', '--predictable', '--random-seed=1', '--hash-seed=1', '--no-warnings']

/** Functions are optimized after a twelfth of the usual work, as an emulator needs long to get there. */
const SOON =
  major < 22
    ? ['--interrupt-budget=10000']
    : [
        ...['--invocation-count-for-maglev=32', '--invocation-count-for-turbofan=250'],
        ...[
          '--invocation-count-for-maglev-osr=8',
          '--invocation-count-for-osr=40',
          '--minimum-invocations-after-ic-update=40',
        ],
      ]

/** Many small collections instead of a big one now and then: each window of requests pays its share. */
const EVENLY = ['--max-semi-space-size=1']

export function instructions(command, flags = [...STEADY, ...SOON, ...EVENLY]) {
  return {
    unit: 'instructions',
    command,
    flags,
    /** The count that the emulator prints on the service's standard error when it is asked to mark the place. */
    look({ child }) {
      return new Promise((resolve) => {
        let text = ''
        child.stderr.on('data', function read(chunk) {
          text += chunk
          const [, count] = /^instructions (\d+)\n/m.exec(text) ?? []
          if (count === undefined) return
          child.stderr.off('data', read)
          resolve(Number(count))
        })
        child.send('mark')
      })
    },
  }
}
