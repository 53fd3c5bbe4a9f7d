import type { EventEmitter } from 'node:events'
import { bindTo, type Context, contextOf, emitInContext, setContext } from '@traceferry/core/internal'
import { bindMethods } from '../shared/bind-methods.ts'
import { patchInherited } from '../shared/patch.ts'

// Streams of HTTP/2, of either side: nobody hands out their classes, so that each is known by the first of its streams.

type Emit = ReturnType<typeof emitInContext>

// What @types/node declares with a callback on them.
const methods = ['write', 'end', 'close', 'setTimeout']

/** Lets the streams of a class, which are known by one of them, call back in the contexts that they were noted with. */
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
