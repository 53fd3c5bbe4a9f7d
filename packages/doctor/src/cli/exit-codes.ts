// Ends each command with an exit code, and prints a message for wrong input.
import { DoctorError } from '../errors.ts'
import type { Io } from './io.ts'

/** Turns what a command returns or throws into an exit code, and prints a message for wrong input. */
export type WithExitCode = <A extends unknown[]>(
  action: (...args: A) => number | Promise<number>,
) => (...args: A) => Promise<void>

/** Makes a `WithExitCode` that writes to these streams. */
export function exitCodes(io: Io): WithExitCode {
  return (action) =>
    async (...args) => {
      try {
        io.exitCode(await action(...args))
      } catch (error) {
        // Never 1, which is the exit code for findings.
        const known = error instanceof DoctorError ? error : unexpected(error)
        io.stderr.write(`${known.message}\n`)
        io.exitCode(2)
      }
    }
}

function unexpected(error: unknown): DoctorError {
  if (error instanceof RangeError && /call stack|string length/i.test(error.message))
    return new DoctorError(
      'TF803',
      `the input is too large or nested too deep: ${error.message}`,
      'check fewer files at a time',
    )
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error))
  const where = /\n\s+at (.*)/.exec(stack)?.[1] ?? 'an unknown place'
  return new DoctorError('TF809', `the doctor itself failed: ${message} (${where})`, 'please report it, with the input')
}
