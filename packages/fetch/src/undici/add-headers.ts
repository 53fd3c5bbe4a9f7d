// Adds what a call of undici carries to its headers.
import type { HeadersShape } from '@traceferry/core'
import { type Context, type Lines, linesToAdd, objectOf, sizeOf } from '@traceferry/core/internal'
import { ReadCall } from '../shared/read-call.ts'
import { readForUndici } from '../shared/read-caller-headers.ts'
import { type DispatchOptions, routeOf } from './dispatch-options.ts'

interface Sent {
  readonly added: Lines
  readonly headers: HeadersShape
}

export const NONE: Lines = []

/** What is added to a call that was made in this context, and the headers that undici gets. `headers`: the caller's. */
export function addHeaders(
  context: Context,
  origin: string | undefined,
  opts: DispatchOptions,
  headers: HeadersShape,
): Sent {
  const isNone = headers === undefined || headers === null
  if (origin === undefined || opts.method === 'CONNECT' || !(isNone || typeof headers === 'object'))
    return { added: NONE, headers }
  const route = routeOf(origin, opts)
  // Most calls set no header, so there is nothing to read.
  if (isNone) {
    const added = linesToAdd(context, route)
    return { added, headers: sizeOf(added) === 0 ? headers : objectOf([], added) }
  }
  const call = new ReadCall(route, headers, readForUndici)
  const added = linesToAdd(context, call)
  return { added, headers: call.with(added) }
}
