// Finds the request that a call on an HTTP/2 session belongs to.
import type { ClientHttp2Session } from 'node:http2'
import type { HeadersShape } from '@traceferry/core'
import { type Context, caller, eachPair, unasked } from '@traceferry/core/internal'
import { originOfSession } from './origin-of-session.ts'

// Some libraries keep calls until a session is up or has room, and send them from the listeners of other calls. We know
// the request of such a call if we saw the caller make it. Otherwise it carries nothing.

const { isProxy } = process.getBuiltinModule('node:util').types

const kept = new WeakMap<object, Context | undefined>()

/** Keeps the context of a call that a library may keep, by the call's own headers object. */
export function keepCaller(headers: unknown): void {
  if (typeof headers === 'object' && headers !== null) kept.set(headers, caller())
}

/** The context of a call; undefined outside a request, and if it cannot be known. */
export function callerOfRequest(session: ClientHttp2Session, headers: HeadersShape): Context | undefined {
  if (isQueued(session, headers)) return undefined
  if (keepsCalls(session)) return kept.get(headers ?? session)
  const context = caller()
  if (context === undefined) unasked.tell?.(originOfSession(session)?.origin)
  return context
}

/**
 * Whether this request waited in a queue of undici (known by the client that it ties to its sessions) or of grpc-js.
 * Both send it in the context of the code that connected. undici's calls are decided at its dispatch, gRPC's by
 * @traceferry/grpc.
 */
function isQueued(session: object, headers: HeadersShape): boolean {
  if (hasSymbol(session, 'client')) return true
  // grpc-js gives a plain object. The check must not run any code of the caller's in it.
  if (typeof headers !== 'object' || headers === null || isProxy(headers)) return false
  const valueAt = (key: PropertyKey) => Object.getOwnPropertyDescriptor(headers, key)?.value as unknown
  const list = Array.isArray(headers) ? Array.from(headers.keys(), valueAt) : []
  let agent = valueAt('user-agent')
  eachPair(list, (name, value) => {
    if (typeof name === 'string' && name.toLowerCase() === 'user-agent') agent = value
  })
  return typeof agent === 'string' && agent.includes('grpc-node-js/')
}

/**
 * A session of http2-wrapper 1 or 2, and so of got with `http2: true`: known by the mark that both versions put on it.
 */
function keepsCalls(session: object): boolean {
  return hasSymbol(session, 'gracefullyClosing')
}

function hasSymbol(session: object, name: string): boolean {
  return Object.getOwnPropertySymbols(session).some(({ description }) => description === name)
}
