// Runs the doctor from a list of arguments.
import { usageError, watchOutput } from '@traceferry/core/internal'
import { CommanderError } from 'commander'
import { doctorCommand } from './doctor-command.ts'
import { type Io, processIo } from './io.ts'

/**
 * Runs the doctor with these arguments, and resolves to the exit code.
 *
 * @example
 * const code = await run(['k8s/', '--mesh', 'istio@1.30'])
 */
export async function run(args: readonly string[], io: Io = processIo): Promise<number> {
  if (io === processIo) watchOutput()
  let code = 0
  const exitCode = (given: number) => {
    code = given
  }
  // Not a copy: copying `io` would read its `stdin` and so open standard input.
  const command = doctorCommand(Object.create(io, { exitCode: { value: exitCode } }) as Io, 'traceferry doctor')
  for (const one of [command, ...command.commands]) {
    one.exitOverride().configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(usageError(text)),
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
