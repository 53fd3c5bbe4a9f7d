import { Command } from 'commander'

/**
 * `traceferry doctor k8s/`: hands everything on to @traceferry/doctor, its own help included. Loaded when it is asked for:
 * `traceferry await` stands in front of every start of a pod, and needs no YAML parser.
 */
export function doctorCommand(): Command {
  const command = new Command('doctor')
    .description('Finds in manifests, config files and running processes what breaks behind a sidecar.')
    .argument('[args...]')
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (args: string[]) => {
      const { run } = await import('@traceferry/doctor')
      await run(args)
    })
  // The program's --help comes with its settings, and would stand in front of the doctor's own.
  const inherit = command.copyInheritedSettings.bind(command)
  command.copyInheritedSettings = (program) => inherit(program).helpOption(false)
  return command
}
