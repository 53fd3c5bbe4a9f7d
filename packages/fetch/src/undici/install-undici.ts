// Wraps every copy of undici in the process.
import { mainGlobal } from '@traceferry/core/internal'
import { type LoadedModule, requireBeside, type Visitors, visitLoaded } from '../libraries/loaded-modules.ts'
import { unbindClasses } from './binds-itself.ts'
import { rememberInner } from './caller-of-handler.ts'
import { watchNewCopies } from './watch-new-copies.ts'
import { delegates, type Prototype, unwrapAll, wrapDispatcher, wrapQueue } from './wrap-dispatcher.ts'

// There is the copy that is bundled in Node (behind fetch), and there are those from npm, loaded before us or after. We
// import none of them: even loading npm's undici 8 breaks built-in fetch on Node 22 (nodejs/undici#5500).

const GLOBAL_DISPATCHERS = [Symbol.for('undici.globalDispatcher.1'), Symbol.for('undici.globalDispatcher.2')]

/** Wraps `dispatch` in every copy that is loaded now or later. Returns a function that undoes it. */
export function installUndici(): () => void {
  const undo: (() => void)[] = []
  const files: Visitors = {
    '/lib/dispatcher/dispatcher-base.js': ({ exports }) => wrapClass(exports),
    '/lib/dispatcher/pool-base.js': ({ exports }) => wrapQueue(exports),
    '/lib/dispatcher/client.js': ({ exports }) => wrapQueue(exports),
    // undici 7 wraps old handlers in new ones, and new ones in old ones.
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

/** Wraps the class of the global dispatchers, and so all dispatchers of their copies of undici. */
function wrapGlobalDispatchers(): void {
  // A sandbox has the program's fetch, and may have loaded its own undici.
  for (const holder of new Set([mainGlobal, globalThis])) {
    for (const slot of GLOBAL_DISPATCHERS) {
      const dispatcher = (holder as unknown as Record<symbol, unknown>)[slot]
      const prototype = delegates(dispatcher) ? undefined : dispatchHolder(dispatcher)
      if (prototype !== undefined) wrapDispatcher(prototype)
    }
  }
}

/**
 * Makes Node load its own copy of undici, and wraps it. This is for a call of `fetch`, which would load it anyway and
 * dispatch in the same tick. Whether it is loaded cannot be seen, because an npm copy may have set the global
 * dispatcher first.
 */
export function wrapBundledCopy(): void {
  if (globalThis.Request !== undefined) wrapGlobalDispatchers()
}

/**
 * Wraps the base class of a copy that is being loaded. It loads that class a little early, so that no call can be
 * queued before.
 */
function wrapLoading(module: LoadedModule): void {
  wrapClass(requireBeside(module, '../dispatcher/dispatcher-base.js'))
}

function wrapClass(exported: unknown): void {
  if (typeof exported === 'function' && typeof exported.prototype?.dispatch === 'function')
    wrapDispatcher(exported.prototype)
}

function dispatchHolder(dispatcher: unknown): Prototype | undefined {
  let prototype = typeof dispatcher === 'object' && dispatcher !== null ? Object.getPrototypeOf(dispatcher) : null
  while (prototype !== null && !Object.hasOwn(prototype, 'dispatch')) prototype = Object.getPrototypeOf(prototype)
  return prototype ?? undefined
}
