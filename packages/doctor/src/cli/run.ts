// Runs the doctor from a list of arguments.
import { type Io, processIo, runCommand } from '@traceferry/core/command'
import { doctorCommand } from './doctor-command.ts'
import { failedArguments } from './failed-report.ts'

/**
 * Runs the doctor with these arguments, and resolves to the exit code.
 *
 * @example
 * const code = await run(['k8s/', '--mesh', 'istio@1.30'])
 */
export function run(args: readonly string[], io: Io = processIo): Promise<number> {
  return runCommand(
    (own) => doctorCommand(own, 'traceferry doctor'),
    args,
    io,
    (message) => {
      const text = failedArguments(args, message, io.stdout)
      if (text !== '') io.stdout.write(text)
    },
  )
}
