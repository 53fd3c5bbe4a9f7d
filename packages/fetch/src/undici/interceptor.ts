// The interceptor for undici dispatchers that `install` cannot reach.
import { isDisabled, show, TraceferryError } from '@traceferry/core/internal'
import { type Dispatch, dispatchInContext } from './dispatch-in-context.ts'
import { markDeciding } from './wrap-dispatcher.ts'

type Interceptor = (
  dispatch: (...args: never[]) => boolean,
  origin?: string | null,
) => (opts: object, handler: object) => boolean

/**
 * An undici interceptor that forwards the captured headers, for a dispatcher that `install` cannot reach, such as a
 * Pool of a copy of undici that a bundler put into the app. Give it first, next to the dispatcher, so that every hop of
 * a redirect and every retry passes it. If `install` reaches the dispatcher, too, it changes nothing, because a call is
 * decided once.
 *
 * Name the origin of a Client or Pool: calls on it need not name it, and undici 6 and 7 do not tell it to an
 * interceptor. Throws a `TraceferryError` (TF011) if it is not an http or https URL.
 *
 * @example
 * const pool = new Pool('http://orders:8080').compose(interceptor('http://orders:8080'), interceptors.retry())
 * const agent = new Agent().compose(interceptor(), interceptors.redirect({ maxRedirections: 3 }))
 */
export function interceptor(origin?: string | URL): Interceptor
/** The same for `compose(interceptor)`, without parentheses. */
export function interceptor(...given: Parameters<Interceptor>): ReturnType<Interceptor>
export function interceptor(
  first?: string | URL | Parameters<Interceptor>[0],
  told?: string | null,
): Interceptor | ReturnType<Interceptor> {
  return typeof first === 'function' ? interceptorOf(undefined)(first, told) : interceptorOf(first)
}

function interceptorOf(origin: string | URL | undefined): Interceptor {
  const named = origin === undefined ? undefined : checkedOrigin(origin)
  return function traceferry(dispatch, told) {
    const next = dispatch as unknown as Dispatch
    if (isDisabled()) return next
    const known = named ?? (typeof told === 'string' && URL.canParse(told) ? new URL(told).origin : undefined)
    return markDeciding(function dispatchWithHeaders(opts: object, handler: object) {
      return dispatchInContext(next, undefined, opts, handler, known)
    })
  }
}

function checkedOrigin(origin: string | URL): string {
  const url = URL.canParse(String(origin)) ? new URL(origin) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.origin
  const cure = "write the URL that its Client or Pool was made with, such as 'http://orders:8080'"
  throw new TraceferryError('TF011', `interceptor() got ${show(origin)}, which is not an http or https URL`, cure)
}
