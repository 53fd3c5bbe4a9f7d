// `traceferry inject`: runs @traceferry/inject.
import { Command } from 'commander'
import { withOwnHelp } from '../with-own-help.ts'

/** Hands everything on to @traceferry/inject, its own help included. Loaded when it is asked for. */
export function injectCommand(): Command {
  return withOwnHelp(
    new Command('inject')
      .description('Puts traceferry into pods without code changes: into manifests, or as a cluster policy.')
      .argument('[args...]')
      .allowUnknownOption()
      .passThroughOptions()
      .action(async (args: string[]) => {
        const { run } = await import('@traceferry/inject')
        await run(args)
      }),
  )
}
