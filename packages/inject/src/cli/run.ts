// The command alone.
import { type Io, processIo, runCommand } from '@traceferry/core/command'
import { injectCommand } from './inject-command.ts'

/**
 * Runs the injector with these arguments and resolves to the exit code.
 *
 * @example
 * const code = await run(['k8s/', '--dry-run'])
 */
export function run(args: readonly string[], io: Io = processIo): Promise<number> {
  return runCommand((own) => injectCommand(own, 'traceferry inject'), args, io)
}
