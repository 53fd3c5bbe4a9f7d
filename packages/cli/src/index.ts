/**
 * The `traceferry` command.
 * @module
 */
import { usageError, watchOutput } from '@traceferry/core/command'
import { Command } from 'commander'
import { commands } from './commands.ts'
import { version } from './version.ts'

/** The exit code for a wrong argument. Not 1, which a command may return as its result. */
const USAGE = 2

/**
 * Runs the command line and sets `process.exitCode`: 2 for wrong arguments, otherwise the exit code of the command.
 *
 * @example
 * await main(process.argv)
 */
export async function main(argv: readonly string[]): Promise<void> {
  watchOutput()
  const program = new Command('traceferry')
    .description('Tools for services behind a service-mesh sidecar.')
    .version(version())
    .enablePositionalOptions()
    .configureOutput({ outputError: (text, write) => write(usageError(text)) })
    .showHelpAfterError('(--help shows the options)')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : USAGE))
  for (const command of commands) program.addCommand(command().copyInheritedSettings(program))
  await program.parseAsync([...argv])
}
