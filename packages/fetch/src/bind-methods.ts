import { type ContextOf, callbacksInContext } from '@traceferry/core'
import { patchInherited } from './patch.ts'

type Method = ReturnType<typeof callbacksInContext>

/** Lets the callbacks that these methods are given run in the context of their object. Returns what undoes it. */
export function bindMethods(prototype: object, names: readonly string[], contextOf: ContextOf): (() => void)[] {
  return names
    .filter((name) => typeof (prototype as Record<string, unknown>)[name] === 'function')
    .map((name) => patchInherited<Method>(prototype, name, (find) => callbacksInContext(name, find, contextOf)))
}
