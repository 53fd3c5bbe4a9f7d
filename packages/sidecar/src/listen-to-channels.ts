// Subscribes to diagnostics channels, for the live warnings and the report.
import { type ChannelListener, subscribe, unsubscribe } from 'node:diagnostics_channel'

/**
 * Listens to channels by name. Returns a function that stops. An error in a listener never reaches the request or call that
 * the message is about.
 */
export function listenToChannels(channels: Readonly<Record<string, (message: never) => void>>): () => void {
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
