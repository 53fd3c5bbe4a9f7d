import { bindTo, caller, contextOf, emitInContext, failure, noteContext } from '@traceferry/core'
import { bindMethods } from './bind-methods.ts'
import { keepCaller } from './http2-caller.ts'
import { patch, patchInherited } from './patch.ts'
import { loadedModules } from './undici-copies.ts'

// Libraries that keep calls, or callbacks, for later, and hand them on in the context of somebody else. Each is reached only
// where the app has loaded it; none is imported.

type Callable = (this: unknown, ...args: unknown[]) => unknown
type Reach = (exported: never) => (() => void)[]

/** A NEW LIBRARY IS ONE LINE HERE: where its CommonJS module stands, and what is to be done with what it exports. */
const libraries: readonly (readonly [ending: string, reach: Reach])[] = [
  ['/http2-wrapper/source/agent.js', ({ Agent }: { Agent: { prototype: object } }) => [keepCallers(Agent.prototype)]],
  // For clients without our interceptor.
  [
    '/@grpc/grpc-js/build/src/client.js',
    ({ Client }: { Client: { prototype: object } }) => noteCalls(Client.prototype),
  ],
  ['/@grpc/grpc-js/build/src/call.js', (classes: Record<string, unknown>) => Object.values(classes).flatMap(bindCalls)],
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

const kinds = ['makeUnaryRequest', 'makeClientStreamRequest', 'makeServerStreamRequest', 'makeBidiStreamRequest']

/** The callback of a gRPC call, which is the last of what it is given, and the call itself are the caller's. */
function noteCalls(prototype: object): (() => void)[] {
  return kinds.map((kind) =>
    patch<Callable>(prototype, kind, (original) => {
      return function makeRequest(this: unknown, ...args: unknown[]) {
        const context = caller()
        if (context === undefined) return original.apply(this, args)
        const callback = args.at(-1)
        // The first three are the method and what writes and reads messages.
        if (args.length > 3 && typeof callback === 'function')
          args[args.length - 1] = bindTo(context, callback as Callable)
        const call = original.apply(this, args)
        noteContext(call as object, context)
        return call
      }
    }),
  )
}

type Emit = ReturnType<typeof emitInContext>

function bindCalls(kind: unknown): (() => void)[] {
  const { prototype } = (typeof kind === 'function' ? kind : {}) as { prototype?: { emit?: unknown } }
  if (typeof prototype?.emit !== 'function') return []
  return [
    patchInherited<Emit>(prototype, 'emit', (find) => emitInContext(find, contextOf)),
    ...bindMethods(prototype, ['write', 'end'], contextOf),
  ]
}
