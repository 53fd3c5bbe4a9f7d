// How the command ends: with an exit code, and a message for wrong input.
import { AuditError } from '../errors.ts'
import type { Io } from './io.ts'

/** Turns what the command returns or throws into an exit code. */
export function withExitCode<A extends unknown[]>(
  io: Io,
  action: (...args: A) => Promise<number>,
): (...args: A) => Promise<void> {
  return async (...args) => {
    try {
      io.exitCode(await action(...args))
    } catch (error) {
      const known = error instanceof AuditError ? error : unforeseen(error)
      io.stderr.write(`${known.message}\n`)
      io.exitCode(2)
    }
  }
}

function unforeseen(error: unknown): AuditError {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error))
  const where = /\n\s+at (.*)/.exec(stack)?.[1] ?? 'an unknown place'
  return new AuditError('TF829', `the audit itself failed: ${message} (${where})`, 'tell us, with what was given')
}
