/**
 * traceferry for Hono on Node.js: @hono/node-server 1 and 2, or any other that hands over a web Request.
 * @module
 */
import { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { handle, type Options } from '@traceferry/core'
import { setAppPolicy } from '@traceferry/core/internal'
import { install } from '@traceferry/fetch'

/** What an app needs of the core, so that it need not be installed beside this package. */
export * from '@traceferry/core'

/** As much of a Hono context as the middleware needs. */
interface Context {
  readonly env: unknown
  readonly req: { readonly raw: Request }
}

/**
 * Hono middleware that captures each request's tracing headers and lets every call the request causes carry them.
 * Mount it first: what runs before it makes calls without headers. It also installs the forwarders for fetch, undici
 * and node:http, once per process.
 *
 * Throws a `TraceferryError` at start-up when an option is wrong; never throws into a request.
 *
 * @example
 * import { Hono } from 'hono'
 * import { traceferry } from '@traceferry/hono'
 *
 * const app = new Hono()
 * app.use(traceferry())
 */
export function traceferry(options?: Options): (context: Context, next: () => Promise<void>) => Promise<void> {
  const policy = setAppPolicy(options)
  install()
  return function traceferry(context, next) {
    const { incoming, outgoing } = (context.env ?? {}) as { incoming?: IncomingMessage; outgoing?: ServerResponse }
    return handle(incoming?.rawHeaders ? incoming : fromWeb(context.req.raw), outgoing, policy, next)
  }
}

/** Without a Node request, as in `app.request()`: a web Request has joined what was repeated, and that is all there is. */
function fromWeb(request: Request): IncomingMessage {
  return Object.assign(new EventEmitter(), { rawHeaders: [...request.headers].flat() }) as unknown as IncomingMessage
}
