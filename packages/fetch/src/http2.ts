import type { ClientHttp2Session } from 'node:http2'
import { type Captured, callGuard, current, failure, type HeadersShape, outgoing, withHeaders } from '@traceferry/core'
import { onChannelAsked } from './channels.ts'
import { endStream } from './end-request.ts'

const { syncBuiltinESMExports } = process.getBuiltinModule('node:module')

type Http2 = typeof import('node:http2')
type Request = ClientHttp2Session['request'] & { [WRAPPED]?: ClientHttp2Session['request'] }

const WRAPPED = Symbol.for('traceferry.wrapped.v1')

// Where each session leads, as `connect` was told.
const origins = new WeakMap<object, string>()

/**
 * Lets `http2.connect(...).request(...)` forward. Loading node:http2 costs 4 to 19 ms of CPU, so it is left to the app,
 * and wrapped as it loads (Node 20 gives no sign of that; there it is loaded now, for 4 ms). Returns what undoes it.
 */
export function installHttp2(): () => void {
  let undo = () => {}
  const reach = () => {
    undo()
    undo = wrapModule(process.getBuiltinModule('node:http2'))
  }
  const { moduleLoadList } = process as unknown as { moduleLoadList?: string[] }
  const early = process.version.startsWith('v20.') || moduleLoadList?.includes('NativeModule http2') === true
  if (early) reach()
  const unwatch = onChannelAsked('http2.client.stream.created', () => queueMicrotask(reach))
  return function uninstallHttp2() {
    unwatch()
    undo()
  }
}

function wrapModule(http2: Http2): () => void {
  const original = http2.connect
  let prototype: { request: Request } | undefined
  const connect = function connect(...args: Parameters<Http2['connect']>) {
    const session = original(...args)
    origins.set(session, originOf(args))
    prototype ??= wrapPrototype(Object.getPrototypeOf(session))
    return session
  } as Http2['connect']
  http2.connect = connect
  syncBuiltinESMExports()
  return () => {
    if (http2.connect === connect) http2.connect = original
    if (prototype?.request[WRAPPED] !== undefined) prototype.request = prototype.request[WRAPPED]
    syncBuiltinESMExports()
  }
}

function wrapPrototype(prototype: { request: Request }): { request: Request } {
  const original = prototype.request
  if (original[WRAPPED] !== undefined) return prototype
  const request: Request = function request(this: ClientHttp2Session, headers, options) {
    // A queued call is sent in somebody else's context, and limited by whoever queued it.
    const captured = isQueued(this, (headers ?? {}) as Record<string, unknown>) ? undefined : current()
    const stream = original.call(this, withForwarded(this, headers) as typeof headers, unlessRefused(captured, options))
    if (captured !== undefined) endStream(stream, captured)
    return stream
  }
  request[WRAPPED] = original
  prototype.request = request
  return prototype
}

type Options = Parameters<ClientHttp2Session['request']>[1]

/** node:http2 sends nothing for a signal that has fired, and says so with an AbortError whose cause is the reason. */
function unlessRefused(captured: Captured | undefined, options: Options): Options {
  const refusal = captured && callGuard()?.refusal(captured)
  return refusal === undefined ? options : ({ ...options, signal: AbortSignal.abort(refusal) } as Options)
}

function withForwarded(session: ClientHttp2Session, headers: HeadersShape): HeadersShape {
  const origin = origins.get(session)
  const captured = current()
  if (captured === undefined || origin === undefined) return headers
  try {
    const own = (headers ?? {}) as Record<string, unknown>
    if (isQueued(session, own)) return headers
    // The authority is HTTP/2's Host: a mesh routes by it, so it has a say of its own.
    const authority = own[':authority'] === undefined ? {} : { host: own[':authority'] }
    const path = own[':path'] === undefined ? undefined : String(own[':path'])
    if (own[':method'] === 'CONNECT') return headers
    const added = outgoing(captured, {
      origin,
      path,
      headers: Array.isArray(headers) ? headers : { ...own, ...authority },
    })
    return added.length === 0 ? headers : withHeaders(headers, added)
  } catch (error) {
    failure('node:http2', error)
    return headers
  }
}

/**
 * Whether this request waited in a queue of undici (known by the client it ties to its sessions) or grpc-js: both send
 * it in the context of whoever connected. undici is decided at its dispatch, gRPC by @traceferry/grpc.
 */
function isQueued(session: object, headers: Record<string, unknown>): boolean {
  if (String(headers['content-type'] ?? '').startsWith('application/grpc')) return true
  return Object.getOwnPropertySymbols(session).some((symbol) => symbol.description === 'client')
}

function originOf([authority, options]: readonly unknown[]): string {
  const { protocol: fallback = 'https:' } = (typeof options === 'object' && options !== null ? options : {}) as {
    protocol?: string
  }
  if (typeof authority === 'string') return new URL(authority).origin
  const {
    protocol = fallback,
    hostname,
    host = 'localhost',
    port,
  } = authority as Record<'protocol' | 'hostname' | 'host' | 'port', string | undefined>
  return `${protocol}//${hostname || host}${port ? `:${port}` : ''}`
}
