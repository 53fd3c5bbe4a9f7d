// The shape of a live warning: what each file in this folder exports.
import type { MeshName } from '../find/sidecars.ts'
import type { WarningSettings } from './warning-settings.ts'

/** What a warning works with. */
export interface WatchContext {
  readonly settings: WarningSettings
  /** Which mesh this process runs in. It may take up to 30 s to find out. */
  readonly mesh: () => Promise<MeshName | 'custom' | 'none'>
  /** Warns once per cause, if there is a mesh. */
  readonly warn: (cause: string, message: string) => void
}

/** Starts to watch for one problem. Returns a function that stops. */
export type WarningWatch = (context: WatchContext) => () => void
