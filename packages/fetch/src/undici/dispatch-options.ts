// The options of undici's `dispatch`, and where they say that a call goes.
import type { Call } from '@traceferry/core'
import { type Context, capturedIn, type Lines, sizeOf, staysInMesh } from '@traceferry/core/internal'
import { otherOrigins } from './named-origin.ts'

/** What was decided for a call. It travels inside `opts`, because pools queue those and interceptors copy them. */
export interface Decided {
  /** The context of the call; undefined for a call outside any request. */
  readonly context: Context | undefined
  readonly origin: string | undefined
  readonly added: Lines
  /** Whether its handler runs in the context already. */
  readonly bound: boolean
  /** Where the headers were added: an interceptor may lead the call elsewhere on the way to its socket. */
  readonly path: string | undefined
  readonly query: object | undefined
  readonly servername: unknown
  readonly headers: object | null | undefined
  /** When limits were added, in milliseconds: they are shorter at a retry. 0 if there are none. */
  readonly since: number
}

export interface DispatchOptions {
  origin?: string | URL
  path?: string
  query?: object
  servername?: unknown
  method?: string
  headers?: object | null
  body?: unknown
  [DECIDED]?: Decided
}

export const DECIDED: unique symbol = Symbol.for('traceferry.decided.v4')

/** In place of the headers, where code that was called since may have written into them. */
export const MAYBE_CHANGED: object = Object.freeze({})

/** Whether what was added may go where the call leads now. In most cases, nothing has changed. */
export function isStillAllowed(decided: Decided, origin: string | undefined, opts: DispatchOptions): boolean {
  const { context, added } = decided
  if (sizeOf(added) === 0 || isSame(decided, opts)) return true
  const captured = context && capturedIn(context)
  if (origin === undefined || captured === undefined) return false
  return staysInMesh(captured, { ...routeOf(origin, opts), headers: opts.headers })
}

function isSame(decided: Decided, opts: DispatchOptions): boolean {
  const { path, headers, query, servername } = opts
  return (
    decided.path === path && decided.headers === headers && decided.query === query && decided.servername === servername
  )
}

/** Where a call leads, according to its options. */
export function routeOf(origin: string, opts: DispatchOptions): Omit<Call, 'headers'> {
  const { path, query } = opts
  return { origin, also: otherOrigins(opts, origin), path: query === undefined ? path : withQuery(path, query) }
}

/** undici adds the query to the path later, and a signature may be in the query. */
function withQuery(path: string | undefined, query: object): string {
  return `${path}?${Object.keys(query ?? {}).join('=&')}=`
}
