import { Command } from 'commander'
import { withOwnHelp } from '../with-own-help.ts'

/** `traceferry audit --zipkin URL`: passes everything to @traceferry/audit, including its own help. Loaded when needed. */
export function auditCommand(): Command {
  return withOwnHelp(
    new Command('audit')
      .description('Finds the services that break traces, in access logs and spans of the sidecars.')
      .argument('[args...]')
      .allowUnknownOption()
      .passThroughOptions()
      .action(async (args: string[]) => {
        const { run } = await import('@traceferry/audit')
        await run(args)
      }),
  )
}
