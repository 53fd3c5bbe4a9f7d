// Runs what a library calls back in the context of the call.
import { bindTo, type Context, currentContext, enter } from '@traceferry/core/internal'
import { named } from '../shared/named.ts'
import { patchInherited } from '../shared/patch.ts'

type Callable = (this: unknown, ...args: unknown[]) => unknown

/** What to do with a class of a library. */
export interface Binding {
  /** Methods whose callbacks belong to the caller, like the events of the objects that they return. */
  readonly calls?: readonly string[]
  /**
   * The same for methods that open connections. A connection belongs to no request, so the method runs outside any.
   */
  readonly opens?: readonly string[]
}

/**
 * Runs what a class calls back in the context of the call, or outside any request if the call was made there:
 * functions and emitters among the arguments, and an emitter that is returned, such as a query. Returns a function that undoes it.
 */
export function bindLibrary(prototype: object, { calls = [], opens = [] }: Binding): (() => void)[] {
  const known = prototype as Record<string, unknown>
  return [...calls, ...opens]
    .filter((name) => typeof known[name] === 'function')
    .map((name) => patchInherited<Callable>(prototype, name, (find) => bound(name, find, opens.includes(name))))
}

function bound(name: string, find: () => Callable, outside: boolean): Callable {
  return named(name, find().length, function (this: unknown, ...args: unknown[]) {
    const context = currentContext()
    const original = find()
    const bound = args.map((value) => bindValue(value, context))
    const call = () => original.apply(this, bound)
    const result = outside && context !== undefined ? enter(undefined, call) : call()
    return result === this ? result : bindObject(result, context)
  })
}

function bindValue(value: unknown, context: Context | undefined): unknown {
  if (typeof value === 'function') return bindTo(context, value as Callable)
  const { callback, emit, submit } = (value ?? {}) as Record<string, unknown>
  if (typeof emit === 'function') return bindObject(value, context)
  // pg also takes `{ text, callback }`. The caller's object stays as it is.
  if (typeof callback !== 'function' || typeof submit === 'function') return value
  return Object.create(value as object, {
    callback: { value: bindTo(context, callback as Callable), enumerable: true },
  })
}

// Where queries keep the callback that they were given: pg, mysql2, mysql.
const kept = ['callback', 'onResult', '_callback']
const done = new WeakSet<object>()

/** Binds a query or a cursor: its listeners, and the callback that it keeps. */
function bindObject(value: unknown, context: Context | undefined): unknown {
  const object = value as Record<string, unknown> | null | undefined
  if (typeof object !== 'object' || object === null || typeof object.emit !== 'function' || done.has(object))
    return value
  done.add(object)
  for (const name of ['emit', ...kept]) {
    const method = object[name]
    if (typeof method !== 'function' || (name !== 'emit' && !Object.hasOwn(object, name))) continue
    const bound = bindTo(context, method as Callable)
    Object.defineProperty(object, name, { value: bound, configurable: true, writable: true })
  }
  return value
}
