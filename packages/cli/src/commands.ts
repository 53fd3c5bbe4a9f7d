// The list of commands.
import type { Command } from 'commander'
import { auditCommand } from './commands/audit.ts'
import { awaitCommand } from './commands/await.ts'
import { doctorCommand } from './commands/doctor.ts'
import { injectCommand } from './commands/inject.ts'
import { traceCommand } from './commands/trace.ts'

/** Every command of `traceferry`. A new command is one file and one line here. */
export const commands: readonly (() => Command)[] = [
  auditCommand,
  awaitCommand,
  doctorCommand,
  injectCommand,
  traceCommand,
]
