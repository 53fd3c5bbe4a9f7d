import { bindTo, contextOf, currentContext, emitInContext, setContext } from '@traceferry/core/internal'
import { bindMethods } from '../shared/bind-methods.ts'
import { patch, patchInherited } from '../shared/patch.ts'

// Calls of clients of grpc-js that were made without our interceptor: their callbacks and events run in the request that made them.
// Generated clients keep the methods that make calls from when grpc-js was loaded, so that only what those look up can be reached.

type Callable = (this: unknown, ...args: unknown[]) => unknown
type Emit = ReturnType<typeof emitInContext>
type Class = new (...args: unknown[]) => object

/** What a unary answer is given to, as each call reads it from its arguments. */
export function bindCallbacks(prototype: object): () => void {
  return patch<Callable>(prototype, 'checkOptionalUnaryResponseArguments', (original) => {
    return function checkOptionalUnaryResponseArguments(this: unknown, ...args: unknown[]) {
      const checked = original.apply(this, args) as { callback?: Callable }
      const context = currentContext()
      if (context === undefined || typeof checked?.callback !== 'function') return checked
      return { ...checked, callback: bindTo(context, checked.callback) }
    }
  })
}

/** The objects that stand for calls: each belongs to whoever made it. */
export function bindCalls(classes: Record<string, unknown>): (() => void)[] {
  return Object.entries(classes).flatMap(([name, kind]) => {
    const { prototype } = (typeof kind === 'function' ? kind : {}) as { prototype?: { emit?: unknown } }
    if (typeof prototype?.emit !== 'function') return []
    return [
      patch<Class>(classes, name, noted),
      patchInherited<Emit>(prototype, 'emit', (find) => emitInContext(find, contextOf)),
      ...bindMethods(prototype, ['write', 'end'], contextOf),
    ]
  })
}

/** A proxy, not a subclass: `instanceof` and statics go on as they were. */
function noted(original: Class): Class {
  return new Proxy(original, {
    construct(target, args, newTarget) {
      const call = Reflect.construct(target, args, newTarget) as object
      const context = currentContext()
      if (context !== undefined) setContext(call, context)
      return call
    },
  })
}
