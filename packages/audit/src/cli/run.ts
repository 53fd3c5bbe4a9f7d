// The command alone.
import { type Io, processIo, runCommand } from '@traceferry/core/command'
import { auditCommand } from './command.ts'

/**
 * Runs the audit with these arguments and resolves to the exit code.
 *
 * @example
 * const code = await run(['access-logs/', '--fail-on', '99%'])
 */
export function run(args: readonly string[], io: Io = processIo): Promise<number> {
  return runCommand((own) => auditCommand(own, 'traceferry audit'), args, io)
}
