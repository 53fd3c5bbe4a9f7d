// Runs what HTTP/2 streams call back in the contexts of their requests.
import type { EventEmitter } from 'node:events'
import { bindTo, type Context, contextOf, emitInContext, setContext } from '@traceferry/core/internal'
import { bindMethods } from '../shared/bind-methods.ts'
import { patchInherited } from '../shared/patch.ts'

// Streams of both sides. Node does not export their classes, so each class is found through the first of its streams.

type Emit = ReturnType<typeof emitInContext>

// The methods that @types/node declares with a callback.
const methods = ['write', 'end', 'close', 'setTimeout']

/** Patches the class of a stream, so that all its streams call back in the contexts that we keep for them. */
export function bindStreams(
  prototype: EventEmitter & { pushStream?: unknown },
  observe?: Parameters<typeof emitInContext>[2],
): (() => void)[] {
  return [
    patchInherited<Emit>(prototype, 'emit', (find) => emitInContext(find, contextOf, observe)),
    ...bindMethods(prototype, methods, contextOf),
    ...(prototype.pushStream === undefined ? [] : [patchInherited<PushStream>(prototype, 'pushStream', notePushed)]),
  ]
}

type Callable = (...args: unknown[]) => unknown
type PushStream = (this: object, ...args: unknown[]) => unknown

/** A stream that is pushed belongs to the request that it is pushed for. */
function notePushed(find: () => PushStream): PushStream {
  return function pushStream(...args) {
    const context = contextOf(this)
    const told = (callback: Callable) =>
      bindTo(context, (error: unknown, stream: object | undefined, ...rest: unknown[]) => {
        if (stream) setContext(stream, context as Context)
        return callback(error, stream, ...rest)
      })
    const bound =
      context === undefined ? args : args.map((arg) => (typeof arg === 'function' ? told(arg as never) : arg))
    return find().apply(this, bound)
  }
}
