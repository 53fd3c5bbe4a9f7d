import { failure } from '@traceferry/core'
import { keepCaller } from './http2-caller.ts'
import { patch } from './patch.ts'
import { loadedModules } from './undici-copies.ts'

// Libraries that keep calls, or callbacks, for later, and hand them on in the context of somebody else. Each is reached only
// where the app has loaded it; none is imported.

type Callable = (this: unknown, ...args: unknown[]) => unknown
type Reach = (exported: never) => (() => void)[]

/** A NEW LIBRARY IS ONE LINE HERE: where its CommonJS module stands, and what is to be done with what it exports. */
const libraries: readonly (readonly [ending: string, reach: Reach])[] = [
  ['/http2-wrapper/source/agent.js', ({ Agent }: { Agent: { prototype: object } }) => [keepCallers(Agent.prototype)]],
]

const reached = new Set<unknown>()
const undo: (() => void)[] = []

/** Reaches what is loaded by now. */
export function reachLibraries(): void {
  for (const [ending, reach] of libraries) {
    for (const { exports } of loadedModules(ending)) {
      if (reached.has(exports)) continue
      reached.add(exports)
      try {
        undo.push(...reach(exports as never))
      } catch (error) {
        failure(ending, error)
      }
    }
  }
}

/** Reaches the libraries of this process. Returns what undoes it. */
export function installLibraries(): () => void {
  reachLibraries()
  return function uninstallLibraries() {
    for (const step of undo.splice(0)) step()
    reached.clear()
  }
}

/** `request(origin, options, headers, streamOptions)` is called where the call is made, and sent whenever a session has room. */
function keepCallers(prototype: object): () => void {
  return patch<Callable>(
    prototype,
    'request',
    (original) =>
      function request(this: unknown, ...args: unknown[]) {
        keepCaller(args[2])
        return original.apply(this, args)
      },
  )
}
