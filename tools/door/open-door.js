// A command that starts other commands by name: `npm run tool -- NAME`, `npm run bench -- NAME`.
import { Command } from 'commander'

/**
 * Runs the command that `argv` names, with what follows the name, and ends with its exit code. Lists all of them when no
 * name is given.
 * @param commands `[name, file, line]` of each; a file is relative to the script that opens the door
 */
export function openDoor(name, description, commands, argv = process.argv) {
  const door = new Command(name)
    .description(description)
    .usage('NAME [options]')
    .helpCommand(false)
    .addHelpText(
      'after',
      `\nOptions of one of them: ${name} NAME --help
With --json, say ${name.replace('npm run', 'npm run --silent')} NAME --json: else npm prints two lines of its own before it.`,
    )
    .showHelpAfterError(`(without a name, ${name} lists all of them)`)
    .configureHelp({ helpWidth: 160, subcommandTerm: (command) => command.name() })
    .exitOverride(({ code, exitCode }) =>
      process.exit(code === 'commander.executeSubCommandAsync' || exitCode === 0 ? exitCode : 2),
    )
  for (const [command, executableFile, line] of commands) door.command(command, line, { executableFile })
  if (argv.length === 2) door.outputHelp()
  else door.parse(argv)
}
