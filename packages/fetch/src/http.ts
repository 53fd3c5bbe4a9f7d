import type { ClientRequest } from 'node:http'
import { createNotes, current, failure } from '@traceferry/core'
import { endRequest } from './end-request.ts'
import { late, type Made, withLines } from './http-headers.ts'
import { type Destination, originOf, originOfArguments } from './http-origin.ts'
import { patch } from './patch.ts'

// A request is noted when it is made, in the context of the caller, and gets its headers when its head is written: in
// the constructor for lists and `Expect: 100-continue`, else at the first write, in whatever context that is.

// Not imported: on Node 22 and later the mere `import 'node:http'` has Node load its copy of undici, for 30 ms of CPU.
const http = process.getBuiltinModule('node:http')
const https = process.getBuiltinModule('node:https')
const { syncBuiltinESMExports } = process.getBuiltinModule('node:module')

type Callable = (this: unknown, ...args: unknown[]) => unknown

// What is to be sent while there is no connection: a list of each request's own, and the same one until its head is
// written, after which a note is of no use.
const noted = createNotes<Made>((request) => (request as { outputData?: unknown }).outputData)

// The note on the request that is being made right now: its head may be written before we get to see it.
let making: Made | undefined

/** Wraps node:http and node:https, and so axios, got, superagent. Returns what undoes it. */
export function installHttp(): () => void {
  const undo = [
    patch(http, 'request', (original: Callable) => call('request', original, 'http:')),
    patch(http, 'get', (original: Callable) => call('get', original, 'http:')),
    patch(https, 'request', (original: Callable) => call('request', original, 'https:')),
    patch(https, 'get', (original: Callable) => call('get', original, 'https:')),
    patch(http, 'ClientRequest', construct),
    patch(http.Agent.prototype, 'addRequest', noteLate),
    patch(http.ClientRequest.prototype, '_storeHeader', write),
  ]
  // Makes the change show in `import { request } from 'node:http'`, also where that import came first.
  syncBuiltinESMExports()
  return function uninstallHttp() {
    for (const step of undo) step()
    syncBuiltinESMExports()
  }
}

function call(name: string, original: Callable, protocol: string): Callable {
  // A computed name, so that a stack trace says `request` and `get` as before.
  const wrapped = {
    [name](this: unknown, ...args: unknown[]) {
      return note(args, protocol, () => original.apply(this, args))
    },
  }[name] as Callable
  return Object.defineProperty(wrapped, 'length', { value: original.length, configurable: true })
}

/** A proxy, not a subclass: `instanceof`, subclasses and statics go on as they were. */
function construct(original: Callable): Callable {
  return new Proxy(original, {
    construct: (target, args: unknown[], newTarget) =>
      note(args, 'http:', () => Reflect.construct(target, args, newTarget)) as object,
  })
}

function note<R>(args: readonly unknown[], protocol: string, make: () => R): R {
  const captured = current()
  if (captured === undefined) return make()
  const before = making
  try {
    const origin = originOfArguments(args, protocol)
    making = origin === undefined ? undefined : { captured, origin }
  } catch (error) {
    failure('node:http', error)
  }
  try {
    const request = make()
    if (making !== undefined) {
      noted.set(request as object, making)
      endRequest(request as ClientRequest, captured)
    }
    return request
  } finally {
    making = before
  }
}

/**
 * For a `request` that was taken out of node:http before we came (`const { request } = require('node:http')`): every
 * request hands itself to its agent at the end of its constructor. An agent of somebody else's may also keep requests
 * and hand them on later, in the context of another; those stay without.
 */
function noteLate(original: Callable): Callable {
  return function addRequest(this: unknown, ...args: unknown[]) {
    const captured = making === undefined ? current() : undefined
    const [request, options] = args as [ClientRequest & { agent?: unknown }, Destination]
    const direct = request?.agent === this && (this as { addRequest: unknown }).addRequest === addRequest
    if (captured !== undefined && direct && typeof options === 'object' && noted.get(request) === undefined) {
      noted.set(request, { captured, origin: originOf({ ...options, protocol: request.protocol }, 'http:') })
      endRequest(request, captured)
    }
    return original.apply(this, args)
  }
}

function write(original: Callable): Callable {
  // Whoever wrapped this before us, as Sentry does on Node 20, will set headers once we have called on.
  const others = Object.hasOwn(http.ClientRequest.prototype, '_storeHeader')
  return function _storeHeader(this: unknown, firstLine, headers) {
    const request = this as ClientRequest
    const made = noted.get(request) ?? making
    if (made === undefined) return original.call(this, firstLine, headers)
    if (others && !Array.isArray(headers)) return original.call(this, firstLine, late(request, made, headers))
    return original.call(this, withLines(firstLine as string, request, made, headers), headers)
  }
}
