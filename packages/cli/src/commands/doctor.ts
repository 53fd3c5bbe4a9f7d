// `traceferry doctor`: runs @traceferry/doctor.
import { Command } from 'commander'
import { withOwnHelp } from '../with-own-help.ts'

/**
 * Passes all arguments on to @traceferry/doctor, including --help. Loads it only when needed, because `traceferry await` runs at
 * every start of a pod and should not load a YAML parser.
 */
export function doctorCommand(): Command {
  return withOwnHelp(
    new Command('doctor')
      .description('Finds what breaks behind a service-mesh sidecar, in manifests, config files and running processes.')
      .argument('[args...]')
      .allowUnknownOption()
      .passThroughOptions()
      .action(async (args: string[]) => {
        const { run } = await import('@traceferry/doctor')
        await run(args)
      }),
  )
}
