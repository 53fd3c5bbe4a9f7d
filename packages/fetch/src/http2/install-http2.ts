// Wraps node:http2, so that its requests forward.

import type { ClientHttp2Session } from 'node:http2'
import type { HeadersShape } from '@traceferry/core'
import {
  type Context,
  callGuard,
  capturedIn,
  currentContext,
  enter,
  failure,
  type Lines,
  linesToAdd,
  setContext,
} from '@traceferry/core/internal'
import { endStream } from '../http/end-request.ts'
import { patchLibraries } from '../libraries/install-libraries.ts'
import { bindLast, bindMethods } from '../shared/bind-methods.ts'
import { isBuiltinLoaded } from '../shared/is-builtin-loaded.ts'
import { isNode20 } from '../shared/is-node20.ts'
import { onChannelLookup } from '../shared/on-channel-lookup.ts'
import { patch } from '../shared/patch.ts'
import { ReadCall } from '../shared/read-call.ts'
import { readForHttp2 } from '../shared/read-caller-headers.ts'
import { syncExports } from '../shared/sync-exports.ts'
import { bindStreams } from './bind-streams.ts'
import { field } from './field.ts'
import { callerOfRequest } from './keep-caller.ts'
import { originOfSession, recordOrigin } from './origin-of-session.ts'
import { withUnusedSession } from './with-unused-session.ts'

// Requests share sessions. So sessions are made outside any request, and have no context to pass on. A stream
// belongs to its request, and all of its listeners and callbacks run in the request's context.

const NONE: Lines = []

type Http2 = typeof import('node:http2')
type Request = ClientHttp2Session['request']

// The methods of sessions that @types/node declares with a callback. A session belongs to no request, so a callback
// belongs to the code that passes it in.
const asking = ['close', 'ping', 'settings', 'setTimeout']

/**
 * Makes `http2.connect(...).request(...)` forward. Loading node:http2 costs 4 to 19 ms of CPU, so that is left to the
 * app, and it is wrapped as it loads. Node 20 gives no sign of that, so there it is loaded now, for 4 ms. Returns what
 * undoes it.
 */
export function installHttp2(): () => void {
  const undo = new Set<() => void>()
  const loaded = isBuiltinLoaded('http2') === true
  const wrapNow = () => {
    if (undo.size === 0) wrapModule(process.getBuiltinModule('node:http2'), undo, loaded)
  }
  if (loaded || isNode20) wrapNow()
  const unwatch = onChannelLookup('http2.client.stream.created', () => queueMicrotask(wrapNow))
  return function uninstallHttp2() {
    unwatch()
    for (const step of undo) step()
    undo.clear()
    syncExports()
  }
}

function wrapModule(http2: Http2, undo: Set<() => void>, loaded: boolean): void {
  let patched = false
  const patchSession = (session: ClientHttp2Session) => {
    if (patched) return
    patched = true
    const prototype = Object.getPrototypeOf(session)
    undo.add(patch<Request>(prototype, 'request', (original) => requestInContext(original, undo)))
    for (const step of bindMethods(prototype, asking, currentContext)) undo.add(step)
  }
  if (loaded) withUnusedSession(http2, patchSession)
  undo.add(
    patch(
      http2,
      'connect',
      (original: Http2['connect']) =>
        function connect(...args: never[]) {
          patchLibraries()
          // The listener for the connection belongs to the caller.
          const passed: unknown[] = [...args]
          bindLast(passed, currentContext())
          const session = enter(undefined, () => original(...(passed as Parameters<typeof original>)))
          recordOrigin(session, args)
          patchSession(session)
          return session
        } as Http2['connect'],
    ),
  )
  syncExports()
}

function requestInContext(original: Request, undo: Set<() => void>): Request {
  let patched = false
  return function request(this: ClientHttp2Session, headers, options) {
    const context = callerOfRequest(this, headers)
    const passed = withForwarded(this, headers, context) as typeof headers
    // Without a context, the call may have waited, and come from the listener of another request's call.
    const send = () => original.call(this, passed, unlessRefused(context, options))
    const stream = context === undefined ? enter(undefined, send) : send()
    if (!patched) for (const step of bindStreams(Object.getPrototypeOf(stream))) undo.add(step)
    patched = true
    if (context !== undefined) {
      setContext(stream, context)
      endStream(stream, context)
    }
    return stream
  }
}

type Options = Parameters<Request>[1]

/**
 * node:http2 does not send a request whose signal was aborted, and fails it with an AbortError whose cause is the
 * reason.
 */
function unlessRefused(context: Context | undefined, options: Options): Options {
  const captured = context && capturedIn(context)
  const refusal = captured && callGuard()?.refusal(captured)
  return refusal === undefined ? options : ({ ...options, signal: AbortSignal.abort(refusal) } as Options)
}

function withForwarded(session: ClientHttp2Session, headers: HeadersShape, context: Context | undefined): HeadersShape {
  if (context === undefined) return headers
  try {
    const destination = originOfSession(session)
    if (destination === undefined) return headers
    const call = new ReadCall(destination, headers, readForHttp2)
    const added = field(call.headers, ':method') === 'CONNECT' ? NONE : linesToAdd(context, call)
    return call.with(added)
  } catch (error) {
    failure('node:http2', error)
    return headers
  }
}
