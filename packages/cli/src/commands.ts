import type { Command } from 'commander'
import { awaitCommand } from './commands/await.ts'
import { doctorCommand } from './commands/doctor.ts'
import { traceCommand } from './commands/trace.ts'

/** Every command of `traceferry`. A NEW COMMAND IS ONE FILE AND ONE LINE HERE. */
export const commands: readonly (() => Command)[] = [awaitCommand, doctorCommand, traceCommand]
