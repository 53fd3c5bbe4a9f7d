// Wraps node:http and node:https, so that their requests forward.
import type { ClientRequest } from 'node:http'
import { emitInContext } from '@traceferry/core/internal'
import { bindMethods } from '../shared/bind-methods.ts'
import { patch, patchInherited } from '../shared/patch.ts'
import { copyOfList } from '../shared/read-caller-headers.ts'
import { syncExports } from '../shared/sync-exports.ts'
import { contextOfCall, recordOf, sending } from './call-record.ts'
import { recordingAddRequest, recordingClass, recordingFunction } from './recording-function.ts'
import { createOutside, keepSocket, takeSocket } from './sockets.ts'
import { whenHttpsLoads } from './when-https-loads.ts'
import { withLines, withLinesLater } from './with-lines.ts'

// A request gets its record when it is made, in the context of the caller. It gets its headers when its head is
// written: in the constructor for lists and `Expect: 100-continue`, otherwise at the first write, in any context. Everything
// that belongs to it runs in the context of the caller: its listeners, its callbacks, and from `onSocket` on the parser
// of its response. What it shares with others, the agent's sockets, is created outside any request, so it has no context to pass on.

// Not imported: on Node 22 and later, even `import 'node:http'` alone makes Node load its copy of undici, for 30 ms of
// CPU.
const http = process.getBuiltinModule('node:http')

type Callable = (this: unknown, ...args: unknown[]) => unknown
type Emit = ReturnType<typeof emitInContext>

/** Wraps node:http and node:https, and therefore axios, got, superagent. Returns a function that undoes it. */
export function installHttp(): () => void {
  const { Agent } = http
  const requests = sharedPrototype()
  const undo = [
    patch(http, 'request', (original: Callable) => recordingFunction('request', original, 'http:')),
    patch(http, 'get', (original: Callable) => recordingFunction('get', original, 'http:')),
    patch(http, 'ClientRequest', recordingClass),
    patch(Agent.prototype, 'addRequest', recordingAddRequest),
    patch(Agent.prototype, 'createSocket', createOutside),
    patch(requests, 'onSocket', takeSocket),
    patch(requests, '_storeHeader', write),
    patchInherited<Emit>(requests, 'emit', (find) => emitInContext(find, contextOfCall, keepSocket)),
    ...bindMethods(requests, sending, contextOfCall),
  ]
  undo.push(
    whenHttpsLoads(() => {
      const https = process.getBuiltinModule('node:https')
      undo.push(
        patch(https, 'request', (original: Callable) => recordingFunction('request', original, 'https:')),
        patch(https, 'get', (original: Callable) => recordingFunction('get', original, 'https:')),
      )
      syncExports()
    }),
  )
  syncExports()
  return function uninstallHttp() {
    for (const step of undo) step()
    syncExports()
  }
}

/**
 * The prototype that all requests inherit from. `http.ClientRequest` may be another class by now: nock puts its own class there,
 * and the requests that reach a mock's socket are not of that class.
 */
function sharedPrototype(): ClientRequest {
  let shared = http.ClientRequest.prototype
  for (let next = shared; next !== null && next !== http.OutgoingMessage.prototype; next = Object.getPrototypeOf(next))
    shared = next
  return shared
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
