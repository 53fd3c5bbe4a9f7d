// Publishes what was decided for each call and message.
import { type Lines, namesOf } from '../headers/header-list.ts'

const diagnosticsChannel = process.getBuiltinModule('node:diagnostics_channel')

/** The message on the diagnostics channel `traceferry:forward`, one for each call and message that was decided. */
export interface ForwardMessage {
  /** Scheme, host and port that the call goes to; `message:` for a message whose target is not known. */
  readonly origin: string
  /** Names of the headers that were added; empty if there were none. */
  readonly forwarded: readonly string[]
  /** Why none was added. */
  readonly reason?: string
}

const channel = diagnosticsChannel.channel('traceferry:forward')

/**
 * Tells subscribers what was decided for a call. It costs almost nothing without subscribers. node:diagnostics_channel
 * handles the error of a subscriber, which does not reach the call.
 *
 * @example
 * import { subscribe } from 'node:diagnostics_channel'
 * subscribe('traceferry:forward', ({ origin, forwarded, reason }) => console.log(origin, forwarded, reason))
 */
export function publish(origin: string, added: Lines, reason?: string): void {
  if (!channel.hasSubscribers) return
  const forwarded = namesOf(added)
  channel.publish(reason === undefined ? { origin, forwarded } : { origin, forwarded, reason })
}
