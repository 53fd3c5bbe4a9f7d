// Binds the callbacks that are passed to methods.
import { bindTo, type Context, type ContextOf } from '@traceferry/core/internal'
import { named } from './named.ts'
import { patchInherited } from './patch.ts'

type Method = (this: object, ...args: unknown[]) => unknown

/** Runs the callbacks that are passed to these methods in the context of their object. Returns a function that undoes it. */
export function bindMethods(prototype: object, names: readonly string[], contextOf: ContextOf): (() => void)[] {
  return names
    .filter((name) => typeof (prototype as Record<string, unknown>)[name] === 'function')
    .map((name) => patchInherited<Method>(prototype, name, (find) => bound(name, find, contextOf)))
}

function bound(name: string, find: () => Method, contextOf: ContextOf): Method {
  return named(name, find().length, function (this: object, ...args: unknown[]) {
    if (typeof args.at(-1) === 'function') bindLast(args, contextOf(this))
    return find().apply(this, args)
  })
}

/** Binds the callback among arguments, which is the last of them, to a context. Without a context it stays as it is. */
export function bindLast(args: unknown[], context: Context | undefined): void {
  const last = args.length - 1
  if (context !== undefined && typeof args[last] === 'function') args[last] = bindTo(context, args[last] as Method)
}
