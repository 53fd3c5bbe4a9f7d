// Binds the handlers of undici that know where they were made.
import { contextKeptBy, keepsContexts, methodIn } from '@traceferry/core/internal'
import { patch } from '../shared/patch.ts'
import { callbacks } from './handler-callbacks.ts'

const { AsyncResource } = process.getBuiltinModule('node:async_hooks')
type AsyncResource = import('node:async_hooks').AsyncResource

// The handlers of undici's own `request`, `stream` and `pipeline` know where they were made, because they are
// AsyncResources. So the callbacks of their classes are bound once, by what each handler keeps. All other handlers get
// a stand-in for each call.

type Callback = (this: AsyncResource, ...args: unknown[]) => unknown

const known = new Set(['RequestHandler', 'StreamHandler', 'PipelineHandler'])

// By class: what puts its callbacks back. The handlers of these classes run in their contexts by themselves.
const classes = new Map<object, () => void>()

/** Whether a handler's callbacks run in the context in which it was made, without a stand-in. */
export function bindsItself(handler: object): boolean {
  if (!keepsContexts || !(handler instanceof AsyncResource)) return false
  const prototype = Object.getPrototypeOf(handler) as object
  if (!classes.has(prototype)) {
    if (!known.has(prototype.constructor?.name)) return false
    classes.set(prototype, bindClass(prototype))
  }
  return true
}

/** Puts the callbacks of all classes back. */
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
