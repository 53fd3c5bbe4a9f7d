// Makes sure that built-in fetch goes through a dispatcher that forwards.

import { callGuard, current } from '@traceferry/core/internal'
import { isNode20 } from './shared/is-node20.ts'
import { type Dispatch, dispatchInContext } from './undici/dispatch-in-context.ts'
import { wrapBundledCopy } from './undici/install-undici.ts'
import { isWrapped } from './undici/wrap-dispatcher.ts'

type Fetch = typeof globalThis.fetch
type Init = Omit<NonNullable<Parameters<Fetch>[1]>, 'dispatcher'> & { dispatcher?: unknown }

/**
 * Leaves built-in fetch as it is, but wraps the dispatcher that it will use: the one that the caller passes in `init`,
 * or the global one. Headers are not set here: in `init` they would follow a redirect to another host, and Next.js
 * counts them into its cache keys. Returns a function that undoes it.
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

// Node 20 loads its copy of undici at the first fetch. Code that took `fetch` before us would dispatch in that same
// tick, past us. So we load the copy early, once the startup is over, for 30 ms of CPU.
const loadsLate = isNode20

/** As for a signal that was aborted: fetch rejects with its reason, not with "fetch failed". */
function rejectWithReason(error: { cause?: { name?: string } } | undefined): never {
  const { cause } = error ?? {}
  throw cause?.name === 'DeadlineExceeded' || cause?.name === 'ClientDisconnected' ? cause : error
}

// The global dispatcher of an unknown copy of undici is wrapped until the first call inside a request. Later it may
// have calls in its queues that are not marked with their request; such a copy stays as it is.
let callsBegan = false

function withWrapped(init: Init): Init {
  try {
    const dispatcher = init?.dispatcher
    if (dispatcher === undefined) wrapGlobal()
    else if (!isWrapped(dispatcher) && isPlain(init))
      return { ...init, dispatcher: wrappedForCall(dispatcher as object) as never }
  } catch {
    // If `init` throws when it is read, or is not an object, fetch itself will say so.
  }
  return init
}

function wrapGlobal(): void {
  if (callsBegan) return
  wrapBundledCopy()
  callsBegan = current() !== undefined
}

/**
 * Wraps a dispatcher of an unknown copy of undici for one call. Its class is not wrapped now: it may have calls in its
 * queues that are not marked with their request.
 */
function wrappedForCall(dispatcher: object): object {
  return new Proxy(dispatcher, {
    get(original, key) {
      const value = (original as Record<PropertyKey, unknown>)[key]
      if (key !== 'dispatch' || typeof value !== 'function') return value
      return (opts: object, handler: object) => dispatchInContext(value as Dispatch, original, opts, handler)
    },
  })
}

function isPlain(init: object): boolean {
  const prototype = Object.getPrototypeOf(init)
  return prototype === null || prototype === Object.prototype
}
