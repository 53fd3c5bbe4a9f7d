import { type Lines, namesOf } from '../headers/header-list.ts'

const diagnosticsChannel = process.getBuiltinModule('node:diagnostics_channel')

/** What is told of each decided call and message on the diagnostics channel `traceferry:forward`. */
export interface ForwardMessage {
  /** Scheme, host and port that the call goes to; `message:` for a message whose target is not known. */
  readonly origin: string
  /** Names of the headers that were added; empty when none was. */
  readonly forwarded: readonly string[]
  /** Why none was added. */
  readonly reason?: string
}

const channel = diagnosticsChannel.channel('traceferry:forward')

/**
 * Tells whoever listens what was decided for a call; costs next to nothing while nobody does. A listener's error is
 * node:diagnostics_channel's to report, and does not reach the call.
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
