// `traceferry doctor`: runs @traceferry/doctor.
import { Command } from 'commander'

/**
 * Passes all arguments on to @traceferry/doctor, including --help. Loads it only when needed, because `traceferry await` runs at
 * every start of a pod and should not load a YAML parser.
 */
export function doctorCommand(): Command {
  const command = new Command('doctor')
    .description('Finds what breaks behind a service-mesh sidecar, in manifests, config files and running processes.')
    .argument('[args...]')
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (args: string[]) => {
      const { run } = await import('@traceferry/doctor')
      await run(args)
    })
  // Inherited settings would add the program's --help, which would hide the doctor's.
  const inherit = command.copyInheritedSettings.bind(command)
  command.copyInheritedSettings = (program) => inherit(program).helpOption(false)
  return command
}
