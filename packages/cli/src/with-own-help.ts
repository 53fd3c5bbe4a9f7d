import type { Command } from 'commander'

/** The program's settings include --help, which would take precedence over the command's own. */
export function withOwnHelp(command: Command): Command {
  const inherit = command.copyInheritedSettings.bind(command)
  command.copyInheritedSettings = (program) => inherit(program).helpOption(false)
  return command
}
