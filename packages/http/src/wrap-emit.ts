// Captures from requests where a server emits them.
import type { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { ServerHttp2Stream } from 'node:http2'
import type { Policy } from '@traceferry/core'
import { enterRequest, handle, isDisabled } from '@traceferry/core/internal'
import { createServerPolicies, policiesOf, type ServerPolicies } from './server-policies.ts'

const { EventEmitter: Emitter } = process.getBuiltinModule('node:events')

type Emit = (this: unknown, event: string | symbol, ...args: unknown[]) => boolean

interface Owner {
  emit: Emit
}

/**
 * Replaces `emit` of a server, or of a prototype that servers share, so that everything that comes with a request runs
 * in its context. All listeners start from there, so none can be too early or too late. Returns a function that undoes it.
 *
 * It wraps an owner once, however often it is called: the last policy counts, and when that one is undone, the one
 * before.
 */
export function wrapEmit(owner: EventEmitter, policy: Policy): () => void {
  if (isDisabled()) return () => {}
  const policies = Object.hasOwn(owner, 'emit') ? policiesOf(owner.emit) : undefined
  return (policies ?? wrap(owner)).add(policy)
}

/** The same for good, in place of all earlier policies. */
export function wrapForGood(owner: EventEmitter, policy: Policy): void {
  wrapEmit(owner, policy)
  policiesOf(owner.emit)?.keepLast()
}

function wrap(owner: EventEmitter): ServerPolicies {
  const wrapped = owner as unknown as Owner
  const before = Object.getOwnPropertyDescriptor(owner, 'emit')
  const original = wrapped.emit
  const policies = createServerPolicies(function unwrapEmit() {
    // If other code has wrapped it since, it stays, and passes everything on.
    if (wrapped.emit !== emit) return
    if (before === undefined) Reflect.deleteProperty(owner, 'emit')
    else Object.defineProperty(owner, 'emit', before)
  })
  const emit = policies.mark(function emit(this: unknown, event: string | symbol, ...args: unknown[]): boolean {
    const next = () => original.call(this, event, ...args)
    const policy = policies.current()
    // A policy of the server itself wins over one that all servers inherit, and has captured already.
    if (policy === undefined || (this !== owner && hasOwnPolicy(this))) return next()
    switch (event) {
      case 'request':
      case 'checkContinue':
      case 'checkExpectation':
        return isRequest(args[0]) ? handleRequest(args[0], emitterOf(args[1]), policy, next) : next()
      // The second argument is the socket, which outlives the request: its later events belong to no request.
      case 'upgrade':
      case 'connect':
        return isRequest(args[0]) ? handleRequest(args[0], undefined, policy, next) : next()
      case 'stream':
        return Array.isArray(args[3]) ? handleStream(args[0] as ServerHttp2Stream, args[3], policy, next) : next()
      default:
        return next()
    }
  })
  Object.defineProperty(owner, 'emit', { value: emit, configurable: true, writable: true })
  return policies
}

function hasOwnPolicy(server: unknown): boolean {
  if (typeof server !== 'object' || server === null || !Object.hasOwn(server, 'emit')) return false
  return policiesOf((server as Owner).emit)?.current() !== undefined
}

function handleRequest(
  request: IncomingMessage,
  response: EventEmitter | undefined,
  policy: Policy,
  next: () => boolean,
): boolean {
  return enterRequest(request, response, () => handle(request, response, policy, next))
}

/** HTTP/2: `request` listeners are called inside `stream`, with another object, and we capture from that again. */
function handleStream(stream: ServerHttp2Stream, rawHeaders: string[], policy: Policy, next: () => boolean): boolean {
  const request = { rawHeaders, socket: stream.session?.socket } as unknown as IncomingMessage
  return handle(request, stream, policy, next)
}

/** Servers for other protocols may also have events with these names. */
function isRequest(value: unknown): value is IncomingMessage {
  return value instanceof Emitter && Array.isArray((value as IncomingMessage).rawHeaders)
}

function emitterOf(value: unknown): EventEmitter | undefined {
  return value instanceof Emitter ? value : undefined
}
