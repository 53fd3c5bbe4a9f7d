// What becomes of a command whose output cannot be written.
import { printable } from '../shared/printable.ts'

/** One command may run another. */
const watched = new WeakSet<object>()

/**
 * Lets a command end as it would when nobody reads its output to the end (`| head`). Where the output cannot be written, such as on a
 * full disk, that is said, and the exit code is 2.
 */
export function watchOutput({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'> = process): void {
  if (watched.has(stdout)) return
  watched.add(stdout)
  let isTold = false
  // Nobody is left to tell.
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
