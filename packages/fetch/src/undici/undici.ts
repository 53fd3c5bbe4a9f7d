import { mainGlobal } from '@traceferry/core/internal'
import { type LoadedModule, requireBeside, type Visitors, visitLoaded } from '../libraries/loaded-modules.ts'
import { unbindClasses } from './binds-itself.ts'
import { rememberInner } from './handler-caller.ts'
import { watchNewCopies } from './watch-new-copies.ts'
import { handsOn, type Prototype, unwrapAll, wrap, wrapQueue } from './wrap.ts'

// Every copy of undici in the process: the one bundled in Node (behind fetch) and those from npm, whether loaded
// before us or after. None is imported by us: merely loading npm's undici 8 breaks built-in fetch on Node 22
// (nodejs/undici#5500).

const GLOBAL_DISPATCHERS = [Symbol.for('undici.globalDispatcher.1'), Symbol.for('undici.globalDispatcher.2')]

/** Wraps `dispatch` in every copy that is loaded, and in every copy that will be. Returns what undoes it. */
export function installUndici(): () => void {
  const undo: (() => void)[] = []
  const files: Visitors = {
    '/lib/dispatcher/dispatcher-base.js': ({ exports }) => wrapClass(exports),
    '/lib/dispatcher/pool-base.js': ({ exports }) => wrapQueue(exports),
    '/lib/dispatcher/client.js': ({ exports }) => wrapQueue(exports),
    // undici 7 hides old handlers in new ones, and new ones in old ones.
    '/lib/handler/wrap-handler.js': ({ exports }) => undo.push(rememberInner(exports as object, 'wrap')),
    '/lib/handler/unwrap-handler.js': ({ exports }) => undo.push(rememberInner(exports as object, 'unwrap')),
  }
  visitLoaded(files)
  wrapGlobalDispatchers()
  const unwatch = watchNewCopies(wrapLoading, wrapGlobalDispatchers)
  return function uninstallUndici() {
    unwatch()
    for (const step of undo) step()
    unwrapAll()
    unbindClasses()
  }
}

/** Wraps what the global dispatchers inherit, and so all dispatchers of their copies of undici. */
function wrapGlobalDispatchers(): void {
  // A sandbox has the fetch of the program, and may have loaded an undici of its own.
  for (const holder of new Set([mainGlobal, globalThis])) {
    for (const slot of GLOBAL_DISPATCHERS) {
      const dispatcher = (holder as unknown as Record<symbol, unknown>)[slot]
      const prototype = handsOn(dispatcher) ? undefined : dispatchHolder(dispatcher)
      if (prototype !== undefined) wrap(prototype)
    }
  }
}

/**
 * Has Node load its own copy of undici, and wraps it. For a call of `fetch`, which would load it anyway and dispatch in
 * the same tick; whether it is there cannot be seen, as an npm copy may have set the global dispatcher first.
 */
export function reachBundledCopy(): void {
  if (globalThis.Request !== undefined) wrapGlobalDispatchers()
}

/** The base class of a copy that is being loaded, asked for a little early: not one call can be queued before. */
function wrapLoading(module: LoadedModule): void {
  wrapClass(requireBeside(module, '../dispatcher/dispatcher-base.js'))
}

function wrapClass(exported: unknown): void {
  if (typeof exported === 'function' && typeof exported.prototype?.dispatch === 'function') wrap(exported.prototype)
}

function dispatchHolder(dispatcher: unknown): Prototype | undefined {
  let prototype = typeof dispatcher === 'object' && dispatcher !== null ? Object.getPrototypeOf(dispatcher) : null
  while (prototype !== null && !Object.hasOwn(prototype, 'dispatch')) prototype = Object.getPrototypeOf(prototype)
  return prototype ?? undefined
}
