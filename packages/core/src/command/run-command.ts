// Runs one of our commands alone, from a list of arguments.
import { type Io, processIo } from './io.ts'
import { usageError } from './usage-error.ts'
import { watchOutput } from './watch-output.ts'

/** The part of commander's `Command` that we need, because core does not import it. */
interface Command {
  readonly commands: readonly Command[]
  exitOverride(): unknown
  configureOutput(output: {
    writeOut(text: string): void
    writeErr(text: string): void
    outputError(text: string, write: (text: string) => void): void
  }): unknown
  parseAsync(args: readonly string[], options: { from: 'user' }): Promise<unknown>
}

/**
 * Runs the command that `create` makes, with these arguments, and resolves to the exit code: 2 for a wrong argument, otherwise what
 * the command set. Rejects with what the command throws. `onWrong` gets what commander says of a wrong argument.
 *
 * @example
 * const code = await runCommand((io) => auditCommand(io), ['access-logs/'], processIo)
 */
export async function runCommand(
  create: (io: Io) => Command,
  args: readonly string[],
  io: Io,
  onWrong: (message: string) => void = () => {},
): Promise<number> {
  if (io === processIo) watchOutput()
  let code = 0
  const exitCode = (given: number) => {
    code = given
  }
  // Not a copy: copying `io` would read its `stdin` and so open standard input.
  const command = create(Object.create(io, { exitCode: { value: exitCode } }) as Io)
  for (const one of [command, ...command.commands]) {
    one.exitOverride()
    one.configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(usageError(text)),
    })
  }
  try {
    await command.parseAsync([...args], { from: 'user' })
  } catch (error) {
    // Commander's own exit, also for --help and --version.
    const { code: kind, exitCode: status, message } = error as { code?: unknown; exitCode?: unknown; message: string }
    if (!String(kind).startsWith('commander.')) throw error
    code = status === 0 ? 0 : 2
    if (code === 2) onWrong(message)
  }
  io.exitCode(code)
  return code
}
