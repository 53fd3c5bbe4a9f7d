import type { ClientHttp2Session } from 'node:http2'
import type { HeadersShape } from '@traceferry/core'
import { type Context, caller, eachPair } from '@traceferry/core/internal'

// Whose call a request on a session is. Some libraries keep calls until a session is up or has room, and send them from the
// listeners of somebody else's: those are known when the caller makes the call, or carry nothing.

const { isProxy } = process.getBuiltinModule('node:util').types

const kept = new WeakMap<object, Context | undefined>()

/** Notes whose call it is that a library may keep: by the headers, which are the call's own. */
export function keepCaller(headers: unknown): void {
  if (typeof headers === 'object' && headers !== null) kept.set(headers, caller())
}

/** Whose call it is; undefined outside of a request, and where it cannot be known. */
export function callerOfRequest(session: ClientHttp2Session, headers: HeadersShape): Context | undefined {
  if (isQueued(session, headers)) return undefined
  if (keepsCalls(session)) return kept.get(headers ?? session)
  return caller()
}

/**
 * Whether this request waited in a queue of undici (known by the client it ties to its sessions) or of grpc-js: both send
 * it in the context of whoever connected. undici is decided at its dispatch, gRPC by @traceferry/grpc.
 */
function isQueued(session: object, headers: HeadersShape): boolean {
  if (hasSymbol(session, 'client')) return true
  // grpc-js gives a plain object. Any code of the caller's in it is not run for this.
  if (typeof headers !== 'object' || headers === null || isProxy(headers)) return false
  const valueAt = (key: PropertyKey) => Object.getOwnPropertyDescriptor(headers, key)?.value as unknown
  const list = Array.isArray(headers) ? Array.from(headers.keys(), valueAt) : []
  let agent = valueAt('user-agent')
  eachPair(list, (name, value) => {
    if (typeof name === 'string' && name.toLowerCase() === 'user-agent') agent = value
  })
  return typeof agent === 'string' && agent.includes('grpc-node-js/')
}

/** A session of http2-wrapper 1 or 2, and so of got with `http2: true`: known by the mark that both put on it. */
function keepsCalls(session: object): boolean {
  return hasSymbol(session, 'gracefullyClosing')
}

function hasSymbol(session: object, name: string): boolean {
  return Object.getOwnPropertySymbols(session).some(({ description }) => description === name)
}
