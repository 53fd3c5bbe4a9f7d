import { current } from '@traceferry/core'
import { callGuard } from '@traceferry/core/internal'
import { type Dispatch, dispatchInContext } from './undici/dispatch-in-context.ts'
import { wrapBundledCopy } from './undici/install-undici.ts'
import { isWrapped } from './undici/wrap-dispatcher.ts'

type Fetch = typeof globalThis.fetch
type Init = Omit<NonNullable<Parameters<Fetch>[1]>, 'dispatcher'> & { dispatcher?: unknown }

/**
 * Lets built-in fetch go on as it is, but sees to it that the dispatcher which will be used is reached: the one that
 * the caller hands over in `init`, or the global one. Headers are not put here: in `init` they would follow a redirect
 * to another host, and Next.js counts them into its cache keys. Returns what undoes it.
 */
export function installFetch(): () => void {
  const original = globalThis.fetch as Fetch | undefined
  if (original === undefined) return () => {}
  const wrapped = {
    fetch(input: Parameters<Fetch>[0], init: Init = undefined as never) {
      const answer = original(input, withWrapped(init) as Parameters<Fetch>[1])
      return callGuard() === undefined || current() === undefined ? answer : answer.catch(rejectWithReason)
    },
  }.fetch as Fetch
  globalThis.fetch = wrapped
  const later = loadsLate ? setImmediate(wrapBundledCopy).unref() : undefined
  return function uninstallFetch() {
    clearImmediate(later)
    if (globalThis.fetch === wrapped) globalThis.fetch = original
  }
}

// Node 20 loads its copy of undici at the first fetch. Who holds `fetch` from before us would dispatch in that same tick, past us:
// so it is loaded early, for 30 ms of CPU, once the start-up is over.
const loadsLate = process.version.startsWith('v20.')

/** As for a signal that has fired: fetch rejects with its reason, not with "fetch failed". */
function rejectWithReason(error: { cause?: { name?: string } } | undefined): never {
  const { cause } = error ?? {}
  throw cause?.name === 'DeadlineExceeded' || cause?.name === 'ClientDisconnected' ? cause : error
}

// A global dispatcher of a copy that we have not seen is reached until the first call inside a request. Later, it may
// have calls in its queues that nobody has marked with whose they are; such a copy stays as it is.
let callsBegan = false

function withWrapped(init: Init): Init {
  try {
    const dispatcher = init?.dispatcher
    if (dispatcher === undefined) wrapGlobal()
    else if (!isWrapped(dispatcher) && isPlain(init))
      return { ...init, dispatcher: wrappedForCall(dispatcher as object) as never }
  } catch {
    // An init that throws when read, or no object at all: fetch will say so itself.
  }
  return init
}

function wrapGlobal(): void {
  if (callsBegan) return
  wrapBundledCopy()
  callsBegan = current() !== undefined
}

/**
 * A dispatcher of a copy that we have not reached, as seen by this one call. Its class is not wrapped now: it may have
 * calls in its queues that nobody has marked with whose they are.
 */
function wrappedForCall(dispatcher: object): object {
  return new Proxy(dispatcher, {
    get(target, key) {
      const value = (target as Record<PropertyKey, unknown>)[key]
      if (key !== 'dispatch' || typeof value !== 'function') return value
      return (opts: object, handler: object) => dispatchInContext(value as Dispatch, target, opts, handler)
    },
  })
}

function isPlain(init: object): boolean {
  const prototype = Object.getPrototypeOf(init)
  return prototype === null || prototype === Object.prototype
}
