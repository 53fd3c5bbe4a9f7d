import { type Captured, current, failure, forward, withHeaders, withoutHeaders } from '@traceferry/core'

// Where undici's calls are decided: at the outermost `dispatch`, in the context of the caller. Any later place is too
// late: on undici 6 and 7 a saturated pool sends a queued call in the context of whoever freed the socket, and a retry
// runs in the context of the socket that failed, so tracers that inject there send another request's ids.

/** What was decided for a call. It travels inside `opts`, because pools queue those and retries spread them. */
interface Decided {
  readonly captured: Captured | undefined
  readonly origin: string | undefined
  readonly added: readonly string[]
}

interface DispatchOptions {
  origin?: string | URL
  path?: string
  method?: string
  headers?: object | null
  [DECIDED]?: Decided
}

export type Dispatch = (this: unknown, opts: DispatchOptions, handler: object) => boolean

const DECIDED: unique symbol = Symbol.for('traceferry.decided.v1')
const NONE: readonly string[] = []

// The same memory by handler, for interceptors outside of every dispatch we reach, such as `compose(retry())`: they
// come back with options that they built before our decision, and with the handler that they came with at first.
const decidedFor = new WeakMap<object, Decided>()

// Handlers of undici that live for one call and come back with it. A handler of somebody else could as well be shared
// by many calls; one that turns up in another context gets nothing, because nobody can tell whose call it is.
const oneCallHandlers = new Set(['RetryHandler', 'RedirectHandler', 'DNSDispatchHandler'])

/** The options to dispatch with: a copy with headers and decision, or the same object when all is settled. */
export function decideDispatch(dispatcher: unknown, opts: DispatchOptions, handler: object): DispatchOptions {
  try {
    if (opts === null || typeof opts !== 'object' || handler === null || typeof handler !== 'object') return opts
    const origin = originOf(dispatcher, opts)
    const travelled = opts[DECIDED]
    if (travelled !== undefined && travelled.origin === origin) return opts

    const before = travelled ?? decidedFor.get(handler)
    const captured = before === undefined ? current() : whose(before, handler, travelled !== undefined)
    // Another hop of a redirect, or another attempt: what we added for the last one comes off, and all is decided anew.
    const headers = withoutHeaders(opts.headers, before?.added ?? NONE)
    const added = origin === undefined || opts.method === 'CONNECT' ? NONE : addedTo(captured, origin, opts, headers)
    const decided: Decided = { captured, origin, added }
    if (travelled === undefined) decidedFor.set(handler, decided)
    const copy = { ...opts, [DECIDED]: decided }
    if (added.length > 0) copy.headers = withHeaders(headers, added)
    else if (headers !== opts.headers) copy.headers = headers as object | null
    return copy
  } catch (error) {
    failure('dispatch', error)
    return opts
  }
}

function whose(before: Decided, handler: object, travelled: boolean): Captured | undefined {
  if (travelled || before.captured === current() || oneCallHandlers.has(handler.constructor?.name)) return before.captured
  return undefined
}

function addedTo(captured: Captured | undefined, origin: string, opts: DispatchOptions, headers: object | null | undefined): readonly string[] {
  // A Client or Pool of one host, called with the origin of another: both have a say, as both may see the request.
  const named = namedOrigin(opts) ?? origin
  if (named !== origin && captured?.policy.verdictFor(named).ids === false) return NONE
  return forward(captured, { origin, path: opts.path, headers })
}

/** Where the socket will lead: a Client's or Pool's own URL, else the origin that the call names. */
function originOf(dispatcher: unknown, opts: DispatchOptions): string | undefined {
  return urlOf(dispatcher) ?? namedOrigin(opts)
}

function namedOrigin({ origin }: DispatchOptions): string | undefined {
  return origin instanceof URL ? origin.origin : (origin ?? undefined)
}

// Clients and pools keep their URL under a private symbol that each copy of undici makes for itself. Which of an
// object's symbols it is gets remembered by class.
const urlSymbols = new WeakMap<object, symbol | null>()

function urlOf(dispatcher: unknown): string | undefined {
  if (typeof dispatcher !== 'object' || dispatcher === null) return undefined
  const kind = Object.getPrototypeOf(dispatcher) as object
  let symbol = urlSymbols.get(kind)
  if (symbol === undefined) {
    symbol = Object.getOwnPropertySymbols(dispatcher).find((s) => s.description === 'url') ?? null
    urlSymbols.set(kind, symbol)
  }
  const url = symbol === null ? undefined : (dispatcher as Record<symbol, unknown>)[symbol]
  return url instanceof URL ? url.origin : undefined
}
