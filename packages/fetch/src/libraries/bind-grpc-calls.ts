// Binds the calls of grpc-js clients that are made without our interceptor.
import { bindTo, contextOf, currentContext, emitInContext, setContext } from '@traceferry/core/internal'
import { bindMethods } from '../shared/bind-methods.ts'
import { patch, patchInherited } from '../shared/patch.ts'

// Their callbacks and events run in the request that made them. Generated clients keep the methods that make calls from
// when grpc-js was loaded, so only what those methods look up can be patched.

type Callable = (this: unknown, ...args: unknown[]) => unknown
type Emit = ReturnType<typeof emitInContext>
type Class = new (...args: unknown[]) => object

/** Binds the callback of a unary call, which each call reads from its arguments. */
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

/** Binds the objects that represent calls: each belongs to the request that made it. */
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

/** A proxy, not a subclass: `instanceof` and statics work as before. */
function noted(original: Class): Class {
  return new Proxy(original, {
    construct(Class, args, newTarget) {
      const call = Reflect.construct(Class, args, newTarget) as object
      const context = currentContext()
      if (context !== undefined) setContext(call, context)
      return call
    },
  })
}
