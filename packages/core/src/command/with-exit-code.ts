// Ends each command with an exit code, and prints a message for wrong input.
import type { Io } from './io.ts'

/** Turns what a command returns or throws into an exit code, and prints a message for wrong input. */
export type WithExitCode = <A extends unknown[]>(
  action: (...args: A) => number | Promise<number>,
) => (...args: A) => Promise<void>

/** Makes a `WithExitCode` that writes to these streams. `explain` turns any thrown error into an error of the package. */
export function withExitCode(io: Io, explain: (error: unknown) => Error): WithExitCode {
  return (action) =>
    async (...args) => {
      try {
        io.exitCode(await action(...args))
      } catch (error) {
        // Never 1, which is the exit code for findings.
        io.stderr.write(`${explain(error).message}\n`)
        io.exitCode(2)
      }
    }
}

/** The message of an unexpected error, and the line of code that it comes from. */
export function placeOf(error: unknown): string {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error))
  return `${message} (${/\n\s+at (.*)/.exec(stack)?.[1] ?? 'an unknown place'})`
}
