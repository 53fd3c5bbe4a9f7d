// Gives a request of node:http its record while it is made, in the context of the caller.
import type { Agent, ClientRequest } from 'node:http'
import { applyIn, caller, failure, unasked } from '@traceferry/core/internal'
import { named } from '../shared/named.ts'
import { type CallRecord, currentRecord, isRecorded, recordCall, whileMaking } from './call-record.ts'
import { endRequest } from './end-request.ts'
import { type Destination, originOfArguments, originOfOptions } from './origin-of-arguments.ts'
import { servernameOf } from './other-origins.ts'

const http = process.getBuiltinModule('node:http') // see install-http.ts

type Callable = (this: unknown, ...args: unknown[]) => unknown

/** `request` or `get` of a module. */
export function recordingFunction(name: string, original: Callable, protocol: string): Callable {
  return named(name, original.length, function (this: unknown, ...args: unknown[]) {
    return makeRecorded(args, protocol, () => original.apply(this, args))
  })
}

/** The class of requests. A proxy, not a subclass: `instanceof`, subclasses and statics work as before. */
export function recordingClass(original: Callable): Callable {
  return new Proxy(original, {
    construct: (Class, args: unknown[], newTarget) =>
      makeRecorded(args, 'http:', () => Reflect.construct(Class, args, newTarget)) as object,
  })
}

function makeRecorded<R>(args: readonly unknown[], protocol: string, make: () => R): R {
  const context = caller()
  if (context === undefined) {
    if (unasked.tell !== undefined) tellOfUnasked(args, protocol)
    return currentRecord() === undefined ? make() : whileMaking(undefined, make)
  }
  let record: CallRecord | undefined
  try {
    const origin = originOfArguments(args, protocol)
    record = origin === undefined ? undefined : { context, origin, servername: servernameOf(args), recorded: false }
  } catch (error) {
    failure('node:http', error)
  }
  const request = whileMaking(record, make)
  if (record !== undefined) {
    if (!record.recorded) recordCall(request as object, record)
    endRequest(request as ClientRequest, context)
  }
  return request
}

/**
 * Every request passes itself to its agent at the end of its constructor. That is where a request gets its record if its `request`
 * function was saved from node:http before us (`const { request } = require('node:http')`). An agent of another library may also
 * keep requests and pass them on later, in the context of another request; those carry nothing.
 *
 * An agent that creates its sockets in its own way, such as one for a proxy, works outside any request from here on.
 */
export function recordingAddRequest(original: Callable): Callable {
  return function addRequest(this: unknown, ...args: unknown[]) {
    const [request, options] = args as [ClientRequest & { agent?: unknown }, Destination]
    const record = currentRecord()
    if (record !== undefined) recordCall(request, record)
    else recordLate(this, addRequest, request, options)
    const customSockets = (this as Agent & { createSocket?: unknown }).createSocket !== http.Agent.prototype[CREATE]
    return customSockets ? applyIn(undefined, original, this, args) : original.apply(this, args)
  }
}

/** `http.request` creates a `ClientRequest`, which is also wrapped: both get the same arguments. */
function tellOfUnasked(args: readonly unknown[], protocol: string): void {
  try {
    unasked.tell?.(originOfArguments(args, protocol))
  } catch {
    // Arguments that node:http refuses with its own error.
  }
}

const CREATE = 'createSocket' as keyof Agent

function recordLate(
  agent: unknown,
  addRequest: unknown,
  request: ClientRequest & { agent?: unknown },
  options: Destination,
) {
  const context = caller()
  const direct = request?.agent === agent && (agent as { addRequest: unknown }).addRequest === addRequest
  if (context === undefined || !direct || typeof options !== 'object' || isRecorded(request)) return
  const origin = originOfOptions({ ...options, protocol: request.protocol }, 'http:')
  recordCall(request, { context, origin, servername: servernameOf([options]), recorded: false })
  endRequest(request, context)
}
