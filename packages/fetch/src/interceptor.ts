import { type Dispatch, dispatchInContext } from './dispatch.ts'
import { deciding } from './undici-wrap.ts'

type Interceptor = (
  dispatch: (...args: never[]) => boolean,
  origin?: string | null,
) => (opts: object, handler: object) => boolean

/**
 * An undici interceptor that forwards the captured headers, for a dispatcher that `install` cannot reach, such as a
 * Pool of a copy of undici that a bundler put into the app. Give it first, next to the dispatcher, so that every hop of
 * a redirect and every retry passes it; beside `install` it changes nothing, as a call is decided once.
 *
 * Name the origin of a Client or Pool: calls on it need not, and of undici 6 and 7 an interceptor does not learn it.
 *
 * @example
 * const pool = new Pool('http://orders:8080').compose(interceptor('http://orders:8080'), interceptors.retry())
 * const agent = new Agent().compose(interceptor(), interceptors.redirect({ maxRedirections: 3 }))
 */
export function interceptor(origin?: string | URL): Interceptor {
  return function traceferry(dispatch, told) {
    const next = dispatch as unknown as Dispatch
    const known = origin ?? told ?? undefined
    return deciding(function dispatchWithHeaders(opts: object, handler: object) {
      return dispatchInContext(next, undefined, opts, handler, known === undefined ? undefined : new URL(known).origin)
    })
  }
}
