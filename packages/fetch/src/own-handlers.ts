import { AsyncResource } from 'node:async_hooks'
import { contextKeptBy, goBack, goInto, here, keepsContexts } from '@traceferry/core'
import { callbacks } from './handler-callbacks.ts'

// The handlers of undici's own `request`, `stream` and `pipeline` know where they were made, as AsyncResources do. So the
// callbacks of their classes are bound once, by what each handler keeps; all others get a stand-in for each call.

type Callback = (this: AsyncResource, ...args: unknown[]) => unknown

const known = new Set(['RequestHandler', 'StreamHandler', 'PipelineHandler'])

// By the class: whether its handlers run in their contexts by themselves.
const classes = new Map<object, () => void>()

/** Whether a handler's callbacks run in the context where it was made, without a stand-in. */
export function bindsItself(handler: object): boolean {
  if (!keepsContexts || !(handler instanceof AsyncResource)) return false
  const prototype = Object.getPrototypeOf(handler) as object
  if (!classes.has(prototype)) {
    if (!known.has(prototype.constructor?.name)) return false
    classes.set(prototype, bindClass(prototype as Record<string, Callback>))
  }
  return true
}

/** Puts the callbacks of every class back. */
export function unbindClasses(): void {
  for (const undo of classes.values()) undo()
  classes.clear()
}

function bindClass(prototype: Record<string, Callback>): () => void {
  const names = Object.keys(callbacks).filter((name) => Object.hasOwn(prototype, name))
  const originals = names.map((name) => [name, prototype[name] as Callback] as const)
  for (const [name, original] of originals) {
    Object.defineProperty(prototype, name, {
      ...Object.getOwnPropertyDescriptor(prototype, name),
      value: bound(original),
    })
  }
  return () => {
    for (const [name, original] of originals) {
      Object.defineProperty(prototype, name, { ...Object.getOwnPropertyDescriptor(prototype, name), value: original })
    }
  }
}

/** By places, and not as a list, which would be made for each: no callback of undici's has more than these. */
function bound(original: Callback): Callback {
  return function callback(this: AsyncResource, a, b, c, d) {
    const context = contextKeptBy(this)
    if (context === undefined || here() === context) return original.call(this, a, b, c, d)
    const before = goInto(context)
    try {
      return original.call(this, a, b, c, d)
    } finally {
      goBack(before, context)
    }
  }
}
