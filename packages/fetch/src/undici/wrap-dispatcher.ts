// Replaces the methods of a copy of undici, each once.
import { type Dispatch, dispatchInContext, isDecided, pinCaller } from './dispatch-in-context.ts'

const WRAPPED: unique symbol = Symbol.for('traceferry.wrapped.v2')

type Marked<F> = F & { [WRAPPED]?: F }
type Compose = (this: unknown, ...interceptors: unknown[]) => unknown

/** What undici's dispatchers inherit. */
export interface Prototype {
  dispatch: Marked<Dispatch>
  compose?: Marked<Compose>
}

const undo = new Set<() => void>()

/** Puts every method back. */
export function unwrapAll(): void {
  for (const step of undo) step()
  undo.clear()
}

/** Whether the calls through this dispatcher are decided by a `dispatch` that we wrapped. */
export function isWrapped(dispatcher: unknown): boolean {
  return (dispatcher as Prototype | null)?.dispatch?.[WRAPPED] !== undefined || delegates(dispatcher)
}

// Dispatchers that must see a call before it is decided. They pass it on to others, which decide.
// - SnapshotAgent finds a recording by the headers of the call. With ids among them, which differ in every request, a
//   replay would never find one.
// - Dispatcher1Wrapper is in front of the dispatcher that undici 8 sets for older copies, and so in front of a
//   SnapshotAgent.
const delegating = new Set(['SnapshotAgent', 'Dispatcher1Wrapper'])

/** Whether this is one of those, of a copy that is wrapped: known by the `compose` that all its dispatchers inherit. */
export function delegates(dispatcher: unknown): boolean {
  const known = (dispatcher as Prototype | null)?.compose?.[WRAPPED] !== undefined
  return known && delegating.has((dispatcher as object).constructor?.name)
}

/** Wraps `dispatch`, which all dispatchers of a copy inherit, and `compose`, which their own parent has. */
export function wrapDispatcher(prototype: Prototype): void {
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
 * Wraps the method below `dispatch`. If a Client or Pool was composed before install, `compose` has bound the original
 * `dispatch`, and calls go past ours. The method below it, under a symbol of the copy, is still looked up at each call.
 */
export function wrapQueue(exported: unknown): void {
  const { prototype } = ((exported as { PoolBase?: unknown }).PoolBase ?? exported) as { prototype?: Prototype }
  const symbol = Object.getOwnPropertySymbols(prototype ?? {}).find((s) => s.description === 'dispatch')
  if (prototype === undefined || symbol === undefined) return
  replace(
    prototype,
    symbol as never,
    (original: Dispatch) =>
      function dispatch(opts, handler) {
        if (isDecided(opts)) return original.call(this, opts, handler)
        return dispatchInContext(original, this, opts, handler, undefined, true)
      },
  )
}

/** The outermost interceptor of every composed dispatcher. */
function pinned(next: Dispatch): Dispatch {
  return markDeciding(function dispatch(opts: object, handler: object) {
    return next.call(undefined, pinCaller(opts, handler), handler)
  })
}

/** Marks a `dispatch` of ours, so that `explain` and `fetch` know that it decides about calls. */
export function markDeciding<F extends object>(dispatch: F): F {
  return Object.assign(dispatch, { [WRAPPED]: dispatch })
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
