// How each command ends: with an exit code, and a message for wrong input.
import { DoctorError } from '../errors.ts'
import type { Io } from './io.ts'

/** Turns what a command returns or throws into an exit code, and a message for input that is wrong. */
export type WithExitCode = <A extends unknown[]>(
  action: (...args: A) => number | Promise<number>,
) => (...args: A) => Promise<void>

/** A guard that writes to these streams. */
export function exitCodes(io: Io): WithExitCode {
  return (action) =>
    async (...args) => {
      try {
        io.exitCode(await action(...args))
      } catch (error) {
        // Not the exit code of findings, whatever it was.
        const known = error instanceof DoctorError ? error : unforeseen(error)
        io.stderr.write(`${known.message}\n`)
        io.exitCode(2)
      }
    }
}

function unforeseen(error: unknown): DoctorError {
  if (error instanceof RangeError && /call stack|string length/i.test(error.message))
    return new DoctorError(
      'TF803',
      `what was given is too large or too deep: ${error.message}`,
      'give less of it at once',
    )
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error))
  const where = /\n\s+at (.*)/.exec(stack)?.[1] ?? 'an unknown place'
  return new DoctorError('TF809', `the doctor itself failed: ${message} (${where})`, 'tell us, with what was given')
}
