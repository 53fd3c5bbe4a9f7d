// Runs inbound requests and their responses in their contexts.
import type { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import {
  contextOf,
  contextOfResponse,
  emitInContext,
  endOnClose,
  enterRequest,
  serverPrototypes,
} from '@traceferry/core/internal'
import { bindStreams } from '../http2/bind-streams.ts'
import { patchLibraries } from '../libraries/install-libraries.ts'
import { bindMethods } from '../shared/bind-methods.ts'
import { patchInherited } from '../shared/patch.ts'
import { contextOfAnswer, sending } from './call-record.ts'

const { EventEmitter: Emitter } = process.getBuiltinModule('node:events')

const http = process.getBuiltinModule('node:http')

type Emit = ReturnType<typeof emitInContext>

// The methods that @types/node declares with a callback.
const sendingMethods = [...sending, 'writeContinue', 'writeProcessing', 'writeEarlyHints', 'writeInformation']

/**
 * Opens the context of each inbound request, and runs the listeners and callbacks of requests and responses in it. It
 * does so on the prototypes, because changing each request costs more than all the rest of a capture. Returns what
 * undoes it.
 */
export function installRequests(): () => void {
  const { IncomingMessage, ServerResponse } = http
  let patched = false
  const patchStreams = (stream: EventEmitter) => {
    if (!patched) undo.push(...bindStreams(Object.getPrototypeOf(stream), endOnClose))
    patched = true
  }
  const undo = [
    ...serverPrototypes().map((servers) => patchInherited<Emit>(servers, 'emit', (find) => open(find, patchStreams))),
    patchInherited<Emit>(IncomingMessage.prototype, 'emit', (find) => emitInContext(find, contextOfMessage)),
    patchInherited<Emit>(ServerResponse.prototype, 'emit', (find) =>
      emitInContext(find, contextOfResponse, endOnClose),
    ),
    ...bindMethods(ServerResponse.prototype, sendingMethods, contextOfResponse),
  ]
  return function uninstallRequests() {
    for (const step of undo) step()
  }
}

/**
 * An incoming message is an inbound request, or the response to a call, which has a status. It is asked first for what it
 * most likely has: to find that a list keeps nothing for us takes the engine's slow path, 300 instructions for each event.
 */
function contextOfMessage(message: object): ReturnType<typeof contextOf> {
  const isAnswer = typeof (message as IncomingMessage).statusCode === 'number'
  return isAnswer ? (contextOfAnswer(message) ?? contextOf(message)) : (contextOf(message) ?? contextOfAnswer(message))
}

function open(find: () => Emit, patchStreams: (stream: EventEmitter) => void): Emit {
  let first = true
  return function emit(this: never, ...args) {
    const original = find()
    const [event, request] = args
    switch (event) {
      case 'request':
      case 'checkContinue':
      case 'checkExpectation':
      case 'upgrade':
      case 'connect':
      case 'stream':
        // Servers for other protocols may also have events with these names.
        if (!(request instanceof Emitter)) break
        // By the first request, everything that an app imports is loaded.
        if (first) patchLibraries()
        first = false
        if (event === 'stream') patchStreams(request)
        return enterRequest(request, args[2], () => original.apply(this, args))
    }
    return original.apply(this, args)
  }
}
