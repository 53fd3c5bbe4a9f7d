import { type Context, caller, callerAt } from '@traceferry/core/internal'
import { patch } from '../shared/patch.ts'

const { AsyncResource } = process.getBuiltinModule('node:async_hooks')

// Whose call a handler of undici is for.

type Wrap = (this: unknown, handler: object) => object

// On the outer handler, where it is found through a proxy, too.
const INNER: unique symbol = Symbol('inner')

/**
 * The handlers of `request`, `stream` and the like remember where they were made, even when a queue comes between, or the handlers of
 * others are wrapped around them. Without one of those it is the caller's call, unless it may have been kept: then it is nobody's.
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

/** Lets a function of undici that puts a handler into another remember the inner one. Returns what undoes it. */
export function rememberInner(holder: object, name: 'wrap' | 'unwrap'): () => void {
  return patch<Wrap>(holder, name, (original) => {
    return function wrap(this: unknown, handler) {
      const made = original.call(this, handler)
      if (made !== handler) Object.defineProperty(made, INNER, { value: handler })
      return made
    }
  })
}
