import type { Command } from 'commander'

/** The program's --help comes with its settings, and would stand in front of the command's own. */
export function withOwnHelp(command: Command): Command {
  const inherit = command.copyInheritedSettings.bind(command)
  command.copyInheritedSettings = (program) => inherit(program).helpOption(false)
  return command
}
