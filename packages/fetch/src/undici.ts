import diagnosticsChannel from 'node:diagnostics_channel'
import { createRequire } from 'node:module'
import { failure } from '@traceferry/core'
import { type Dispatch, decideDispatch } from './dispatch.ts'

// Every copy of undici in the process: the one bundled in Node (behind fetch) and those from npm, whether loaded
// before us or after. None is imported by us: merely loading npm's undici 8 breaks built-in fetch on Node 22
// (nodejs/undici#5500).

const WRAPPED = Symbol.for('traceferry.wrapped.v1')
const GLOBAL_DISPATCHERS = [Symbol.for('undici.globalDispatcher.1'), Symbol.for('undici.globalDispatcher.2')]
const BASE = '/lib/dispatcher/dispatcher-base.js'
const DIAGNOSTICS = '/lib/core/diagnostics.js'

type Prototype = { dispatch: Dispatch & { [WRAPPED]?: Dispatch } }

const wrapped = new Set<Prototype>()

/** Wraps `dispatch` in every copy that is loaded, and in every copy that will be. Returns what undoes it. */
export function installUndici(): () => void {
  for (const module of loadedModules(BASE)) wrapClass(module.exports)
  wrapGlobalDispatchers()
  const unwatch = watchNewCopies()
  return function uninstallUndici() {
    unwatch()
    for (const prototype of wrapped) {
      const original = prototype.dispatch[WRAPPED]
      if (original !== undefined) prototype.dispatch = original
    }
    wrapped.clear()
  }
}

/** Wraps the `dispatch` that an instance inherits: its class's, and so that of all dispatchers of its copy. */
export function wrapDispatcher(dispatcher: unknown): void {
  let prototype = dispatcher === null || typeof dispatcher !== 'object' ? null : Object.getPrototypeOf(dispatcher)
  while (prototype !== null && prototype !== Object.prototype && !Object.hasOwn(prototype, 'dispatch')) {
    prototype = Object.getPrototypeOf(prototype)
  }
  if (prototype !== null && prototype !== Object.prototype) wrap(prototype)
}

function wrapGlobalDispatchers(): void {
  for (const slot of GLOBAL_DISPATCHERS) wrapDispatcher((globalThis as Record<symbol, unknown>)[slot])
}

function wrapClass(exported: unknown): void {
  if (typeof exported === 'function' && typeof exported.prototype?.dispatch === 'function') wrap(exported.prototype)
}

function wrap(prototype: Prototype): void {
  const original = prototype.dispatch
  if (typeof original !== 'function' || original[WRAPPED] !== undefined) return
  const dispatch: Dispatch & { [WRAPPED]?: Dispatch } = function dispatch(opts, handler) {
    return original.call(this, decideDispatch(this, opts, handler), handler)
  }
  dispatch[WRAPPED] = original
  prototype.dispatch = dispatch
  wrapped.add(prototype)
}

// Each copy of undici asks node:diagnostics_channel for its channels as it loads, Node's own copy included (which
// loads at the first fetch: loading it ourselves would cost 30 ms of CPU at start-up). That is the sign to look.
function watchNewCopies(): () => void {
  const original = diagnosticsChannel.channel
  const channel: typeof original = function channel(name) {
    if (name === 'undici:client:beforeConnect') reachLoadingCopy()
    return original(name)
  }
  diagnosticsChannel.channel = channel
  return () => {
    if (diagnosticsChannel.channel === channel) diagnosticsChannel.channel = original
  }
}

function reachLoadingCopy(): void {
  try {
    for (const module of loadedModules(DIAGNOSTICS)) {
      // The file of the copy that the app is loading at this very moment. Its base class is asked for a little early,
      // so that not one call can be dispatched, and queued, before it is wrapped.
      if (!module.loaded) wrapClass(createRequire(module.filename)('../dispatcher/dispatcher-base.js'))
    }
  } catch (error) {
    failure('a copy of undici', error)
  }
  // Node's bundled copy, or one inside an app's own bundle, shows itself as the global dispatcher once it has loaded.
  queueMicrotask(wrapGlobalDispatchers)
}

interface LoadedModule {
  readonly filename: string
  readonly loaded: boolean
  readonly exports: unknown
}

function loadedModules(ending: string): LoadedModule[] {
  const { cache } = createRequire(import.meta.url)
  const found: LoadedModule[] = []
  for (const file of Object.keys(cache)) {
    const module = cache[file]
    if (module !== undefined && file.replaceAll('\\', '/').endsWith(ending)) found.push(module)
  }
  return found
}
