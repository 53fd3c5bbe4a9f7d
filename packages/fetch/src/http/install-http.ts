// Wraps node:http and node:https, so that their requests forward.
import type { Agent, ClientRequest } from 'node:http'
import { applyIn, caller, emitInContext, failure } from '@traceferry/core/internal'
import { bindMethods } from '../shared/bind-methods.ts'
import { named } from '../shared/named.ts'
import { patch, patchInherited } from '../shared/patch.ts'
import { copyOfList } from '../shared/read-caller-headers.ts'
import {
  type CallRecord,
  contextOfCall,
  currentRecord,
  isRecorded,
  recordCall,
  recordOf,
  sending,
  whileMaking,
} from './call-record.ts'
import { endRequest } from './end-request.ts'
import { keepBytes } from './keep-bytes.ts'
import { type Destination, originOfArguments, originOfOptions } from './origin-of-arguments.ts'
import { servernameOf } from './other-origins.ts'
import { createOutside, keepSocket, takeSocket } from './sockets.ts'
import { whenHttpsLoads } from './when-https-loads.ts'
import { withLines, withLinesLater } from './with-lines.ts'

// A request gets its record when it is made, in the context of the caller. It gets its headers when its head is
// written: in the constructor for lists and `Expect: 100-continue`, else at the first write, in any context. Everything
// that belongs to it runs in the context of the caller: its listeners, its callbacks, and from `onSocket` on the parser
// of its response. What it shares with others, the agent's sockets, is made outside of any request, and so has no
// context to pass on.

// Not imported: on Node 22 and later, even `import 'node:http'` alone makes Node load its copy of undici, for 30 ms of
// CPU.
const http = process.getBuiltinModule('node:http')
const { syncBuiltinESMExports } = process.getBuiltinModule('node:module')

type Callable = (this: unknown, ...args: unknown[]) => unknown
type Emit = ReturnType<typeof emitInContext>

/** Wraps node:http and node:https, and so axios, got, superagent. Returns what undoes it. */
export function installHttp(): () => void {
  const { Agent } = http
  const requests = sharedPrototype()
  const undo = [
    patch(http, 'request', (original: Callable) => call('request', original, 'http:')),
    patch(http, 'get', (original: Callable) => call('get', original, 'http:')),
    patch(http, 'ClientRequest', construct),
    patch(Agent.prototype, 'addRequest', addOutside),
    patch(Agent.prototype, 'createSocket', createOutside),
    patch(requests, 'onSocket', takeSocket),
    patch(requests, '_storeHeader', write),
    patchInherited(requests, '_send', keepBytes),
    patchInherited<Emit>(requests, 'emit', (find) => emitInContext(find, contextOfCall, keepSocket)),
    ...bindMethods(requests, sending, contextOfCall),
  ]
  undo.push(
    whenHttpsLoads(() => {
      const https = process.getBuiltinModule('node:https')
      undo.push(
        patch(https, 'request', (original: Callable) => call('request', original, 'https:')),
        patch(https, 'get', (original: Callable) => call('get', original, 'https:')),
      )
      syncBuiltinESMExports()
    }),
  )
  // Makes the change visible in `import { request } from 'node:http'`, also if that import came first.
  syncBuiltinESMExports()
  return function uninstallHttp() {
    for (const step of undo) step()
    syncBuiltinESMExports()
  }
}

/**
 * The prototype that all requests inherit from. `http.ClientRequest` may be another class by now: nock puts a class of its
 * own there, and the requests that reach a mock's socket are not of that class.
 */
function sharedPrototype(): ClientRequest {
  let shared = http.ClientRequest.prototype
  for (let next = shared; next !== null && next !== http.OutgoingMessage.prototype; next = Object.getPrototypeOf(next))
    shared = next
  return shared
}

function call(name: string, original: Callable, protocol: string): Callable {
  return named(name, original.length, function (this: unknown, ...args: unknown[]) {
    return makeRecorded(args, protocol, () => original.apply(this, args))
  })
}

/** A proxy, not a subclass: `instanceof`, subclasses and statics work as before. */
function construct(original: Callable): Callable {
  return new Proxy(original, {
    construct: (Class, args: unknown[], newTarget) =>
      makeRecorded(args, 'http:', () => Reflect.construct(Class, args, newTarget)) as object,
  })
}

function makeRecorded<R>(args: readonly unknown[], protocol: string, make: () => R): R {
  const context = caller()
  if (context === undefined) return currentRecord() === undefined ? make() : whileMaking(undefined, make)
  let record: CallRecord | undefined
  try {
    const origin = originOfArguments(args, protocol)
    record =
      origin === undefined ? undefined : { context, origin, servername: servernameOf(args), recorded: false, text: '' }
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
 * Every request hands itself to its agent at the end of its constructor. That is where a request gets its record if its
 * `request` function was taken out of node:http before we came (`const { request } = require('node:http')`). An agent
 * of another library may also keep requests and pass them on later, in the context of another request; those carry
 * nothing.
 *
 * An agent that makes its sockets in its own way, such as one for a proxy, works outside of any request from here on.
 */
function addOutside(original: Callable): Callable {
  return function addRequest(this: unknown, ...args: unknown[]) {
    const [request, options] = args as [ClientRequest & { agent?: unknown }, Destination]
    const record = currentRecord()
    if (record !== undefined) recordCall(request, record)
    else recordLate(this, addRequest, request, options)
    const customSockets = (this as Agent & { createSocket?: unknown }).createSocket !== http.Agent.prototype[CREATE]
    return customSockets ? applyIn(undefined, original, this, args) : original.apply(this, args)
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
  recordCall(request, { context, origin, servername: servernameOf([options]), recorded: false, text: '' })
  endRequest(request, context)
}

function write(original: Callable): Callable {
  // A wrapper from before us, such as Sentry's on Node 20, sets its headers when we call it.
  const others = Object.hasOwn(sharedPrototype(), '_storeHeader')
  return function _storeHeader(this: unknown, firstLine, headers) {
    const request = this as ClientRequest
    const record = recordOf(request)
    if (record === undefined) return original.call(this, firstLine, headers)
    if (others && !Array.isArray(headers))
      return original.call(this, firstLine, withLinesLater(request, record, headers))
    if (!Array.isArray(headers))
      return original.call(this, withLines(firstLine as string, request, record, headers), headers)
    const { list, unreadable } = copyOfList(headers)
    return original.call(this, unreadable ? firstLine : withLines(firstLine as string, request, record, list), list)
  }
}
