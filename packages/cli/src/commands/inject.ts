// `traceferry inject`: runs @traceferry/inject.
import { Command } from 'commander'
import { withOwnHelp } from '../with-own-help.ts'

/** Passes everything to @traceferry/inject, including its own help. Loaded when needed. */
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
