// How the command ends: with an exit code, and a message for wrong input.
import { InjectError } from '../errors.ts'
import type { Io } from './io.ts'

/** Turns what the command returns or throws into an exit code. */
export function guard<A extends unknown[]>(
  io: Io,
  action: (...args: A) => number | Promise<number>,
): (...args: A) => Promise<void> {
  return async (...args) => {
    try {
      io.exitCode(await action(...args))
    } catch (error) {
      const known = error instanceof InjectError ? error : unforeseen(error)
      io.stderr.write(`${known.message}\n`)
      io.exitCode(2)
    }
  }
}

function unforeseen(error: unknown): InjectError {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error))
  const where = /\n\s+at (.*)/.exec(stack)?.[1] ?? 'an unknown place'
  return new InjectError('TF849', `the injector itself failed: ${message} (${where})`, 'tell us, with what was given')
}
