// What happens to a command whose output cannot be written.
import { printable } from '../shared/printable.ts'

/** One command may run another. */
const watched = new WeakSet<object>()

/**
 * Lets a command end normally if its reader stops early (`| head`). If the output cannot be written, such as on a full disk, it
 * says so and exits with 2.
 */
export function watchOutput({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'> = process): void {
  if (watched.has(stdout)) return
  watched.add(stdout)
  let isTold = false
  // There is no one left to tell.
  stderr.on('error', () => {})
  stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE' || isTold) return
    isTold = true
    stderr.write(`The output cannot be written: ${printable(message)}\n`)
    process.once('exit', () => {
      process.exitCode = 2
    })
  })
}
