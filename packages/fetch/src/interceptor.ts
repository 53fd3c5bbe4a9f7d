import { type Dispatch, decideDispatch } from './dispatch.ts'

/**
 * An undici interceptor that forwards the captured headers, for a dispatcher that `install` cannot reach, such as a
 * Pool of a copy of undici that a bundler put into the app. Give it last, so that it is outermost; beside `install` it
 * changes nothing, as a call is decided once.
 *
 * @example
 * const pool = new Pool('http://orders:8080').compose(interceptor())
 */
export function interceptor(): (dispatch: (...args: never[]) => boolean) => (opts: object, handler: object) => boolean {
  return function traceferry(dispatch) {
    const next = dispatch as unknown as Dispatch
    return function dispatchWithHeaders(opts, handler) {
      return next.call(undefined, decideDispatch(undefined, opts, handler), handler)
    }
  }
}
