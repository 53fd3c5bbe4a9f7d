import { createRequire } from 'node:module'
import { type Dispatch, dispatchInContext, isDecided, pinCaller } from './dispatch.ts'
import { type LoadedModule, loadedModules, watchNewCopies } from './undici-copies.ts'

// Every copy of undici in the process: the one bundled in Node (behind fetch) and those from npm, whether loaded
// before us or after. None is imported by us: merely loading npm's undici 8 breaks built-in fetch on Node 22
// (nodejs/undici#5500).

const WRAPPED = Symbol.for('traceferry.wrapped.v1')
const GLOBAL_DISPATCHERS = [Symbol.for('undici.globalDispatcher.1'), Symbol.for('undici.globalDispatcher.2')]
const BASE = '/lib/dispatcher/dispatcher-base.js'
const QUEUES = ['/lib/dispatcher/pool-base.js', '/lib/dispatcher/client.js']

type Marked<F> = F & { [WRAPPED]?: F }
type Compose = (this: unknown, ...interceptors: unknown[]) => unknown

interface Prototype {
  dispatch: Marked<Dispatch>
  compose?: Marked<Compose>
}

const undo = new Set<() => void>()

/** Wraps `dispatch` in every copy that is loaded, and in every copy that will be. Returns what undoes it. */
export function installUndici(): () => void {
  for (const module of loadedModules(BASE)) wrapClass(module.exports)
  for (const file of QUEUES) for (const module of loadedModules(file)) wrapQueue(module.exports)
  wrapGlobalDispatchers()
  const unwatch = watchNewCopies(wrapLoading, wrapGlobalDispatchers)
  return function uninstallUndici() {
    unwatch()
    for (const step of undo) step()
    undo.clear()
  }
}

/** Wraps what the global dispatchers inherit, and so all dispatchers of their copies of undici. */
export function wrapGlobalDispatchers(): void {
  for (const slot of GLOBAL_DISPATCHERS) {
    const prototype = dispatchHolder((globalThis as Record<symbol, unknown>)[slot])
    if (prototype !== undefined) wrap(prototype)
  }
}

let bundledCopyLoaded = false

/**
 * Has Node load its own copy of undici, and wraps it. For a call of `fetch`, which would load it anyway and dispatch in
 * the same tick; whether it is there cannot be seen, as an npm copy may have set the global dispatcher first.
 */
export function reachBundledCopy(): void {
  if (!bundledCopyLoaded) bundledCopyLoaded = globalThis.Request !== undefined
  wrapGlobalDispatchers()
}

/** Whether calls through this dispatcher are decided by a `dispatch` that we have wrapped. */
export function isReached(dispatcher: unknown): boolean {
  return (dispatcher as Prototype | null)?.dispatch?.[WRAPPED] !== undefined
}

/** The base class of a copy that is being loaded, asked for a little early: not one call can be queued before. */
function wrapLoading(module: LoadedModule): void {
  wrapClass(createRequire(module.filename)('../dispatcher/dispatcher-base.js'))
}

function wrapClass(exported: unknown): void {
  if (typeof exported === 'function' && typeof exported.prototype?.dispatch === 'function') wrap(exported.prototype)
}

function dispatchHolder(dispatcher: unknown): Prototype | undefined {
  let prototype = typeof dispatcher === 'object' && dispatcher !== null ? Object.getPrototypeOf(dispatcher) : null
  while (prototype !== null && !Object.hasOwn(prototype, 'dispatch')) prototype = Object.getPrototypeOf(prototype)
  return prototype ?? undefined
}

function wrap(prototype: Prototype): void {
  replace(
    prototype,
    'dispatch',
    (original: Dispatch) =>
      function dispatch(opts, handler) {
        return dispatchInContext(original, this, opts, handler)
      },
  )
  const parent = Object.getPrototypeOf(prototype) as Prototype | null
  if (parent === null || !Object.hasOwn(parent, 'compose')) return
  replace(
    parent,
    'compose',
    (original: Compose) =>
      function compose(...interceptors) {
        const list = Array.isArray(interceptors[0]) ? interceptors[0] : interceptors
        return original.call(this, ...list, pinned)
      },
  )
}

/**
 * The way past `dispatch` that a Client or Pool composed before install goes: `compose` has bound the original one. What
 * is below it, under a symbol of the copy, still is looked up at each call.
 */
function wrapQueue(exported: unknown): void {
  const { prototype } = ((exported as { PoolBase?: unknown }).PoolBase ?? exported) as { prototype?: Prototype }
  const symbol = Object.getOwnPropertySymbols(prototype ?? {}).find((s) => s.description === 'dispatch')
  if (prototype === undefined || symbol === undefined) return
  replace(
    prototype,
    symbol as never,
    (original: Dispatch) =>
      function dispatch(opts, handler) {
        if (isDecided(opts)) return original.call(this, opts, handler)
        return dispatchInContext(original, this, opts, handler)
      },
  )
}

/** The outermost interceptor of every composed dispatcher. */
function pinned(next: Dispatch): Dispatch {
  return function dispatch(opts, handler) {
    return next.call(undefined, pinCaller(opts, handler), handler)
  }
}

function replace<F extends Dispatch | Compose>(
  prototype: Prototype,
  name: 'dispatch' | 'compose',
  wrapper: (original: F) => F,
): void {
  const holder = prototype as unknown as Record<string, Marked<F>>
  const original = holder[name] as Marked<F>
  if (typeof original !== 'function' || original[WRAPPED] !== undefined) return
  const wrapped: Marked<F> = wrapper(original)
  wrapped[WRAPPED] = original
  holder[name] = wrapped
  undo.add(() => {
    if (holder[name] === wrapped) holder[name] = original
  })
}
