// The command by itself.
import { usageError, watchOutput } from '@traceferry/core/internal'
import { CommanderError } from 'commander'
import { auditCommand } from './command.ts'
import { type Io, processIo } from './io.ts'

/**
 * Runs the audit with these arguments, and resolves to the exit code.
 *
 * @example
 * const code = await run(['access-logs/', '--fail-on', '99%'])
 */
export async function run(args: readonly string[], io: Io = processIo): Promise<number> {
  if (io === processIo) watchOutput()
  let code = 0
  const exitCode = (given: number) => {
    code = given
  }
  // Not a copy: that would read, and so open, standard input.
  const command = auditCommand(Object.create(io, { exitCode: { value: exitCode } }) as Io, 'traceferry audit')
  command.exitOverride().configureOutput({
    writeOut: (text) => io.stdout.write(text),
    writeErr: (text) => io.stderr.write(text),
    outputError: (text, write) => write(usageError(text)),
  })
  try {
    await command.parseAsync([...args], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    code = error.exitCode === 0 ? 0 : 2
  }
  io.exitCode(code)
  return code
}
