// The settings of the live warnings.
import type { SidecarSettings } from '../find/sidecar-options.ts'

/** The options, read. */
export interface WarningSettings extends Omit<SidecarSettings, 'quitUrl'> {
  readonly ignore: readonly string[]
  readonly loopbackPorts: readonly number[]
  readonly sidecarIdleMs: number | undefined
}
