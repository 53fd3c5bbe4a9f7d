// Finds the request that a handler of undici belongs to.
import { type Context, caller, callerAt } from '@traceferry/core/internal'
import { patch } from '../shared/patch.ts'

const { AsyncResource } = process.getBuiltinModule('node:async_hooks')

type Wrap = (this: unknown, handler: object) => object

// Set on the outer handler, where it can be read through a proxy, too.
const INNER: unique symbol = Symbol('inner')

/**
 * The handlers of `request`, `stream` and the like remember where they were made, even if a queue comes between, or
 * other handlers are wrapped around them. Without such a handler, the call belongs to the code that runs now. But if it
 * may have waited in a queue, it belongs to no request.
 */
export function callerOfHandler(handler: object, kept: boolean): Context | undefined {
  let inner: object | undefined = handler
  for (let depth = 0; typeof inner === 'object' && inner !== null && depth < 16; depth++) {
    if (inner instanceof AsyncResource) return callerAt(inner)
    const { [INNER]: hidden, handler: wrapped } = inner as { [INNER]?: object; handler?: object }
    inner = hidden ?? wrapped
  }
  return kept ? undefined : caller()
}

/** Makes a function of undici that wraps one handler in another remember the inner one. Returns a function that undoes it. */
export function rememberInner(holder: object, name: 'wrap' | 'unwrap'): () => void {
  return patch<Wrap>(holder, name, (original) => {
    return function wrap(this: unknown, handler) {
      const made = original.call(this, handler)
      if (made !== handler) Object.defineProperty(made, INNER, { value: handler })
      return made
    }
  })
}
