// The shape of a live warning: what each file in this folder exports.
import type { MeshName } from '../find/sidecars.ts'
import type { WarningSettings } from './warning-settings.ts'

/** What a warning has to work with. */
export interface WatchContext {
  readonly settings: WarningSettings
  /** Which mesh this process is in; may take a while to be known. */
  readonly mesh: () => Promise<MeshName | 'custom' | 'none'>
  /** Warns once per cause, if there is a mesh. */
  readonly warn: (cause: string, message: string) => void
}

/** Begins to look for one cause of trouble, and returns what ends that. */
export type WarningWatch = (world: WatchContext) => () => void
