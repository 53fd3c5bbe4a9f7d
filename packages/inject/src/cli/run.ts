// The command by itself.
import { printable, watchOutput } from '@traceferry/core/internal'
import { CommanderError } from 'commander'
import { injectCommand } from './inject-command.ts'
import { type Io, processIo } from './io.ts'

/**
 * Runs the injector with these arguments, and resolves to the exit code.
 *
 * @example
 * const code = await run(['k8s/', '--dry-run'])
 */
export async function run(args: readonly string[], io: Io = processIo): Promise<number> {
  if (io === processIo) watchOutput()
  let code = 0
  const exitCode = (given: number) => {
    code = given
  }
  // Not a copy: that would read, and so open, standard input.
  const command = injectCommand(Object.create(io, { exitCode: { value: exitCode } }) as Io, 'traceferry inject')
  for (const one of [command, ...command.commands]) {
    one.exitOverride().configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(`${text.trimEnd().split('\n').map(printable).join('\n')}\n`),
    })
  }
  try {
    await command.parseAsync([...args], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    code = error.exitCode === 0 ? 0 : 2
  }
  io.exitCode(code)
  return code
}
