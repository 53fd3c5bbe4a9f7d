// What the live warnings were told.
import type { ReadWhere } from '../find/where.ts'

/** The options, read. */
export interface WarningSettings extends Omit<ReadWhere, 'quitUrl'> {
  readonly ignore: readonly string[]
  readonly loopbackPorts: readonly number[]
  readonly sidecarIdleMs: number | undefined
}
