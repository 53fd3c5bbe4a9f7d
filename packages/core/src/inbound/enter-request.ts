// Opens the context of a request when it comes in.
import type { EventEmitter } from 'node:events'
import type { Context } from '../context/context.ts'
import { bindEvents, contextOf, setContext } from '../context/emitters.ts'
import { enter } from '../context/enter.ts'
import { openContext } from '../context/open-context.ts'
import { readProperty } from '../engine/read-property.ts'

const { EventEmitter: Emitter } = process.getBuiltinModule('node:events')

/**
 * Opens the context of a request when it comes in, before it is known whether an adapter will capture from it. So
 * everything that a framework does around its handlers, such as reading a body that is a stream, is inside. For the
 * events of Node's own servers.
 */
export function enterRequest<R>(
  request: EventEmitter & {
    readonly httpVersionMajor?: number
    readonly rawHeaders?: unknown
    readonly upgrade?: unknown
  },
  response: unknown,
  next: () => R,
): R {
  // With a dot: no framework has given the request another shape yet.
  const lines = request.rawHeaders
  let context = contextOf(request, lines)
  if (context === undefined) {
    const http2 = request.httpVersionMajor === 2
    context = (http2 ? contextOfStream(request) : undefined) ?? openContext()
    // HTTP/1 requests inherit an `emit` that is bound.
    if (http2 && response instanceof Emitter) bindEvents(request, response, context)
    else setContext(request, context, lines)
    // After an upgrade there is no response, whose end would drop them.
    if (Array.isArray(lines) && request.upgrade !== true) context.lines = lines
  }
  return enter(context, next)
}

/** An HTTP/2 request comes as a stream first, and then as a request and a response that are made from it. */
function contextOfStream(request: object): Context | undefined {
  const stream = readProperty(request, 'stream') as object | null | undefined
  return stream ? contextOf(stream) : undefined
}
