// Ends requests of node:http and node:http2 early, when the guard says so.
import type { ClientRequest, IncomingMessage } from 'node:http'
import type { ClientHttp2Stream } from 'node:http2'
import type { Socket } from 'node:net'
import type { Captured } from '@traceferry/core'
import { type Context, callGuard, capturedIn, failure, type Guard, isStream } from '@traceferry/core/internal'

const CANCEL = 8 // NGHTTP2_CANCEL

/** Lets the guard end a request of node:http early, or at once, before a byte of it is sent. */
export function endRequest(request: ClientRequest, context: Context): void {
  const guard = callGuard()
  const captured = guard && capturedIn(context)
  if (guard !== undefined && captured !== undefined) safely(() => guardRequest(request, captured, guard))
}

/** The same for a request of node:http2. */
export function endStream(stream: ClientHttp2Stream, context: Context): void {
  const guard = callGuard()
  const captured = guard && capturedIn(context)
  if (guard !== undefined && captured !== undefined) safely(() => guardStream(stream, captured, guard))
}

function guardRequest(request: ClientRequest, captured: Captured, guard: Guard): void {
  const refusal = guard.refusal(captured)
  if (refusal !== undefined) {
    end(request, refusal)
    return
  }
  const forget = guard.watch(captured, (reason) => {
    const { res, upgradeOrConnect } = request as Internals
    if (upgradeOrConnect === true) return // its socket is the app's now
    if (res === undefined || res === null) end(request, reason)
    else if (guard.streams || !isStream(res.headers['content-type'])) cut(res, reason)
  })
  if (forget !== undefined) request.once('close', forget)
}

function guardStream(stream: ClientHttp2Stream, captured: Captured, guard: Guard): void {
  let streams = false
  const cancel = (reason: Error) => {
    if (streams) return
    stream.close(CANCEL)
    stream.destroy(reason)
  }
  const forget = guard.watch(captured, cancel)
  if (forget === undefined) return
  stream.once('response', (headers) => {
    streams = !guard.streams && isStream(headers['content-type'])
  })
  stream.once('close', forget)
}

interface Internals {
  res?: IncomingMessage | null
  upgradeOrConnect?: boolean
  onSocket(socket: Socket | null, error?: Error): void
}

function end(request: ClientRequest, reason: Error): void {
  request.destroy(reason)
  const { requests = {} } = ((request as { agent?: unknown }).agent ?? {}) as { requests?: NodeJS.Dict<unknown[]> }
  const queued = Object.values(requests).some((queue) => queue?.includes(request))
  if (!queued) return
  // It is still in the queue of its agent. Node would end it when its turn comes, which may be never. We do it now, and
  // hand back the socket that it gets then.
  const internals = request as unknown as Internals
  internals.onSocket = (socket) => {
    process.nextTick(() => socket?.emit('free'))
  }
  process.nextTick(() => {
    request.emit('error', reason)
    request.emit('close')
  })
}

/** Node would emit "aborted" before it gives the reason, and axios and got would report that. */
function cut(response: IncomingMessage, reason: Error): void {
  if (response.listenerCount('error') === 0) {
    response.destroy(reason)
    return
  }
  const before = Object.getOwnPropertyDescriptor(response, 'emit')
  const { emit } = response
  response.emit = (event: string, ...args: unknown[]) => event !== 'aborted' && emit.call(response, event, ...args)
  try {
    response.emit('error', reason)
    response.destroy()
  } finally {
    if (before === undefined) Reflect.deleteProperty(response, 'emit')
    else Object.defineProperty(response, 'emit', before)
  }
}

function safely(step: () => void): void {
  try {
    step()
  } catch (error) {
    failure('the end of a request', error)
  }
}
