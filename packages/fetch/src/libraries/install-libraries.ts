// Binds the libraries that keep calls or callbacks for later.
import { failure } from '@traceferry/core/internal'
import { keepCaller } from '../http2/keep-caller.ts'
import { patch } from '../shared/patch.ts'
import { bindCallbacks, bindCalls } from './bind-grpc-calls.ts'
import { type Binding, bindLibrary } from './bind-library.ts'
import { type LoadedModule, visitLoaded } from './loaded-modules.ts'

const diagnosticsChannel = process.getBuiltinModule('node:diagnostics_channel')

// Without this they would call back in the context of another request. A library is patched only if the app has loaded
// it; none is imported.

type Callable = (this: unknown, ...args: unknown[]) => unknown
type Patch = (exported: never) => (() => void)[]

const classOf = (exported: { prototype: object }) => exported.prototype

/** A library whose module is a class. */
function library(ending: string, binding: Binding): readonly [string, Patch] {
  return [ending, (exported) => bindLibrary(classOf(exported), binding)]
}

/** A NEW LIBRARY IS ONE LINE HERE: the end of the path of its CommonJS module, and what to do with its exports. */
const libraries: readonly (readonly [ending: string, patchModule: Patch])[] = [
  ['/http2-wrapper/source/agent.js', ({ Agent }: Agents) => [keepCallers(Agent.prototype)]],
  // For clients without our interceptor.
  ['/@grpc/grpc-js/build/src/client.js', ({ Client }: Clients) => [bindCallbacks(Client.prototype)]],
  ['/@grpc/grpc-js/build/src/call.js', bindCalls],
  library('/pg/lib/client.js', { calls: ['query', 'end'], opens: ['connect'] }),
  library('/pg/lib/native/client.js', { calls: ['query', 'end'], opens: ['connect'] }),
  library('/pg-pool/index.js', { calls: ['end'], opens: ['connect'] }),
  library('/pg-cursor/index.js', { calls: ['read', 'close'] }),
  library('/mysql2/lib/base/connection.js', { calls: ['addCommand', 'connect'] }),
  library('/mysql2/lib/base/pool.js', { calls: ['end'], opens: ['getConnection'] }),
  // Up to 3.11.
  library('/mysql2/lib/connection.js', { calls: ['addCommand', 'connect'] }),
  library('/mysql2/lib/pool.js', { calls: ['end'], opens: ['getConnection'] }),
  library('/mysql/lib/protocol/Protocol.js', { calls: ['_enqueue'] }),
  library('/mysql/lib/Pool.js', { calls: ['end'], opens: ['getConnection'] }),
  [
    '/@redis/client/dist/lib/client/pool.js',
    ({ RedisClientPool }: Pools) => bindLibrary(RedisClientPool.prototype, { calls: ['execute'] }),
  ],
]

interface Clients {
  Client: { prototype: object }
}

interface Agents {
  Agent: { prototype: object }
}

interface Pools {
  RedisClientPool: { prototype: object }
}

const patched = new Set<unknown>()
const undo: (() => void)[] = []

const visitors = Object.fromEntries(
  libraries.map(([ending, patchModule]) => [ending, (module: LoadedModule) => patchOnce(module, ending, patchModule)]),
)

/** Patches the libraries that are loaded by now. Checking all modules takes 0.04 to 0.6 ms. */
export function patchLibraries(): void {
  visitLoaded(visitors)
}

function patchOnce({ exports, loaded }: LoadedModule, ending: string, patchModule: Patch): void {
  // A module that is still loading does not have all of its exports. We see it again when it has.
  if (!loaded || patched.has(exports)) return
  patched.add(exports)
  try {
    undo.push(...patchModule(exports as never))
  } catch (error) {
    failure(ending, error)
  }
}

// What these libraries require as they load. By then, the file of the library itself is in the list of modules, or
// about to be.
const signs = new Set([
  'pg',
  'pg-pool',
  'pg-protocol',
  'pg-cursor',
  'mysql2',
  'mysql',
  './lib/pool.js',
  './lib/Pool',
  'http2-wrapper',
])

/**
 * Patches the libraries of this process: those that are loaded now, those that are loaded once startup is over, and on Node 22 and
 * later, which reports each `require`, those that load later. Returns a function that undoes it.
 */
export function installLibraries(): () => void {
  // In a Worker all code is one file, nothing is loaded later, and no timer may be set at start.
  if (!process.execPath) return () => {}
  patchLibraries()
  const later = setImmediate(patchLibraries).unref()
  const onRequire = (message: unknown) => {
    if (signs.has((message as { id?: string }).id as string)) patchLibraries()
  }
  diagnosticsChannel.subscribe('tracing:module.require:end', onRequire)
  return function uninstallLibraries() {
    clearImmediate(later)
    diagnosticsChannel.unsubscribe('tracing:module.require:end', onRequire)
    for (const step of undo.splice(0)) step()
    patched.clear()
  }
}

/**
 * `request(origin, options, headers, streamOptions)` is called where the call is made, but the call is sent when a
 * session has room.
 */
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
