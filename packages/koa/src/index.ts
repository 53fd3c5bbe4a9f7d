/**
 * traceferry for Koa 2 and 3.
 * @module
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { handle, type Options } from '@traceferry/core'
import { contextOf, enter, setAppPolicy } from '@traceferry/core/internal'
import { install } from '@traceferry/fetch'

/** What an app needs of the core, so that it need not be installed beside this package. */
export * from '@traceferry/core'

/** As much of a Koa context as the middleware needs, of either major. */
interface Context {
  req: IncomingMessage
  res: ServerResponse
  onerror(error: Error): void
}

/**
 * Koa middleware that captures each request's tracing headers and lets every call the request causes carry them. Mount
 * it first: what runs before it makes calls without headers. It also installs the forwarders for fetch, undici and
 * node:http, once per process.
 *
 * Throws a `TraceferryError` at start-up when an option is wrong; never throws into a request.
 *
 * @example
 * import Koa from 'koa'
 * import { traceferry } from '@traceferry/koa'
 *
 * const app = new Koa()
 * app.use(traceferry())
 */
export function traceferry(options?: Options): (context: Context, next: () => Promise<unknown>) => Promise<unknown> {
  const policy = setAppPolicy(options)
  install()
  return function traceferry(context, next) {
    const app = Object.getPrototypeOf(context) as Context
    if (!apps.has(app)) {
      apps.add(app)
      bindErrors(app)
    }
    return handle(context.req, context.res, policy, next)
  }
}

// Of all lines: each of an app's would wrap it once more.
const apps = new WeakSet<object>()

/**
 * Koa calls `onerror` from where the chain began, outside of the context; `app.on('error')` listeners belong inside. Once,
 * on what all contexts of the app inherit: a function on each cost a request 10,000 instructions.
 */
function bindErrors(app: Context): void {
  const { onerror } = app
  app.onerror = function (error) {
    // `app.context` itself has no request.
    const context = this.req && contextOf(this.req)
    return context === undefined ? onerror.call(this, error) : enter(context, () => onerror.call(this, error))
  }
}
