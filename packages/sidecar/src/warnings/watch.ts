import { type ChannelListener, subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { MeshName } from '../find/sidecars.ts'
import type { WarningSettings } from './warning-settings.ts'

/** What a warning has to work with. */
export interface World {
  readonly settings: WarningSettings
  /** Which mesh this process is in; may take a while to be known. */
  readonly mesh: () => Promise<MeshName | 'custom' | 'none'>
  /** Warns once per cause, if there is a mesh. */
  readonly say: (cause: string, message: string) => void
}

/** Begins to look for one cause of trouble, and returns what ends that. */
export type Watch = (world: World) => () => void

/** Listens to channels by name. A listener's error is kept from the request or call that it was told of. */
export function listen(channels: Readonly<Record<string, (message: never) => void>>): () => void {
  const listeners = Object.entries(channels).map(([name, heard]) => {
    const listener: ChannelListener = (message) => {
      try {
        heard(message as never)
      } catch {
        // A message of another shape, from a version to come: no warning is better than a crash.
      }
    }
    subscribe(name, listener)
    return [name, listener] as const
  })
  return () => {
    for (const [name, listener] of listeners) unsubscribe(name, listener)
  }
}
