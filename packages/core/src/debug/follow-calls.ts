// Prints a line for each call: what it got, or why it got nothing.
import type { ForwardMessage } from '../outbound/publish.ts'
import { slot } from '../shared/slot.ts'
import { say } from './say.ts'

const diagnosticsChannel = process.getBuiltinModule('node:diagnostics_channel')

/** What a reason means, if its name alone does not say it. */
const meanings: Readonly<Record<string, string>> = {
  'outside the mesh': 'the host is outside the mesh, and `targets` does not list it',
  'outside a request': "it was made outside a request, or before traceferry's line in it",
  'nothing captured': 'its request had no header that is captured',
  expired: 'its request was over for longer than `expiresAfterMs`',
  'all left to others': 'the caller, or a tracer in this process, sets these headers itself',
}

/**
 * Called for a call that no forwarder decides about, because it belongs to no request. Undefined until debug lines are on, and even
 * then not on the path of a request.
 */
export const unasked: { tell?: (origin: string | undefined) => void } = {}

const following: { now?: true } = slot(Symbol.for('traceferry.debug-calls.v1'), () => ({}))

/** Begins to print a line for each call. Names of headers and hosts are printed, values and paths are not. */
export function followCalls(): void {
  unasked.tell ??= (origin) => say(`${origin ?? 'a call'} gets nothing: ${meanings['outside a request']}`)
  if (following.now) return
  following.now = true
  diagnosticsChannel.subscribe('traceferry:forward', (message) => {
    const { origin, forwarded, reason } = message as ForwardMessage
    if (reason === undefined) say(`${origin} gets ${forwarded.join(', ')}`)
    else say(`${origin} gets nothing: ${meanings[reason] ?? reason}`)
  })
}
