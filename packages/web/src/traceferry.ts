// The line for handlers of web Requests.
import type { Options, Policy } from '@traceferry/core'
import { environmentPolicy, setAppPolicy } from '@traceferry/core/internal'
import { install } from '@traceferry/fetch'
import { handleFirst } from './handle-first.ts'
import { isMiddlewareCall, type Middleware, middleware } from './middleware.ts'

/** A function that handles requests: the first argument is the request. */
export type Handler = (...args: never[]) => unknown

/**
 * Makes a handler capture the tracing headers of each request, so that every call the request causes carries them. The handler's
 * first argument is a web `Request`, an Azure Functions request, or a node:http request, as in Next.js API routes and Google's
 * functions. All other arguments, `this` and what it returns or throws pass through. It also installs the forwarders for fetch,
 * undici and node:http, once per process.
 *
 * What the handler passes to `waitUntil`, and a body that is produced while it is sent, stay in the context.
 *
 * Throws a `TraceferryError` at startup if an option is wrong. Never throws into a request.
 *
 * @example
 * import { traceferry } from '@traceferry/web'
 *
 * export default { fetch: traceferry(async (request: Request) => fetch('http://orders:8080/')) }
 */
export function traceferry<F extends Handler>(handler: F, options?: Options): F
/**
 * The same as middleware for Hono, H3 2, SvelteKit (`handle`), Astro, React Router and TanStack Start. Mount it
 * first: middleware before it makes calls without headers. Without parentheses, the options come from the environment.
 *
 * @example
 * app.use(traceferry())
 */
export function traceferry(options?: Options): Middleware
/** For `app.use(traceferry)`, without parentheses. */
export function traceferry(...args: Parameters<Middleware>): ReturnType<Middleware>
export function traceferry(first?: unknown, second?: unknown, ...more: unknown[]): unknown {
  if (isMiddlewareCall(first, second, more[0])) {
    install()
    return middleware(environmentPolicy())(first, second, ...more)
  }
  const isHandler = typeof first === 'function'
  const policy: Policy = setAppPolicy((isHandler ? second : first) as Options | undefined)
  install()
  return isHandler ? handleFirst(first as Handler, policy) : middleware(policy)
}
