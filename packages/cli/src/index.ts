/**
 * The `traceferry` command.
 * @module
 */
import { Command } from 'commander'
import { commands } from './commands.ts'
import { version } from './version.ts'

/** A wrong argument: not 1, which may be the answer of a command. */
const USAGE = 2

/**
 * Runs the command line and sets `process.exitCode`: 2 for wrong arguments, else what the command says.
 *
 * @example
 * await main(process.argv)
 */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('traceferry')
    .description('What a service behind a mesh sidecar needs beside its code.')
    .version(version())
    .enablePositionalOptions()
    .showHelpAfterError('(--help shows the options)')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : USAGE))
  for (const command of commands) program.addCommand(command().copyInheritedSettings(program))
  await program.parseAsync([...argv])
}
