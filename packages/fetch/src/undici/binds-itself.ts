import { contextKeptBy, keepsContexts, methodIn } from '@traceferry/core/internal'
import { patch } from '../shared/patch.ts'
import { callbacks } from './handler-callbacks.ts'

const { AsyncResource } = process.getBuiltinModule('node:async_hooks')
type AsyncResource = import('node:async_hooks').AsyncResource

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
    classes.set(prototype, bindClass(prototype))
  }
  return true
}

/** Puts the callbacks of every class back. */
export function unbindClasses(): void {
  for (const undo of classes.values()) undo()
  classes.clear()
}

function bindClass(prototype: object): () => void {
  const names = Object.keys(callbacks).filter((name) => Object.hasOwn(prototype, name))
  const undo = names.map((name) =>
    patch<Callback>(prototype, name, (original) => methodIn(() => original, contextKeptBy)),
  )
  return () => {
    for (const step of undo) step()
  }
}
