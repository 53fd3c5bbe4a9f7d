/**
 * traceferry for Koa 2 and 3.
 * @module
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { handle, type Options, type Policy } from '@traceferry/core'
import { contextOf, enter, environmentPolicy, isDisabled, setAppPolicy } from '@traceferry/core/internal'
import { install } from '@traceferry/fetch'

/** What an app needs from core, so that it does not have to install core too. */
export * from '@traceferry/core'

/** The part of a Koa context that the middleware needs, in either major version. */
interface Context {
  req: IncomingMessage
  res: ServerResponse
  onerror(error: Error): void
}

/** For `app.use(traceferry)`, without parentheses: the options are those of the environment. */
export function traceferry(context: Context, next: () => Promise<unknown>): Promise<unknown>
/**
 * Koa middleware that captures each request's tracing headers, so that every call the request causes carries them.
 * Mount it first: middleware before it makes calls without headers. It also installs the forwarders for fetch, undici
 * and node:http, once per process.
 *
 * Throws a `TraceferryError` at startup if an option is wrong. Never throws into a request.
 *
 * @example
 * import Koa from 'koa'
 * import { traceferry } from '@traceferry/koa'
 *
 * const app = new Koa()
 * app.use(traceferry())
 */
export function traceferry(options?: Options): Middleware
export function traceferry(first?: Options | Context, next?: () => Promise<unknown>): Middleware | Promise<unknown> {
  if (typeof next === 'function') {
    install()
    return carry(first as Context, environmentPolicy(), next)
  }
  const policy = setAppPolicy(first as Options | undefined)
  install()
  return function traceferry(context, next) {
    return carry(context, policy, next)
  }
}

type Middleware = (context: Context, next: () => Promise<unknown>) => Promise<unknown>

function carry(context: Context, policy: Policy, next: () => Promise<unknown>): Promise<unknown> {
  if (isDisabled()) return next()
  const app = Object.getPrototypeOf(context) as Context
  if (!apps.has(app)) {
    apps.add(app)
    bindErrors(app)
  }
  return handle(context.req, context.res, policy, next)
}

// Shared by all setup lines, because each line of an app would wrap it once more.
const apps = new WeakSet<object>()

/**
 * Koa calls `onerror` outside the context, where its chain began, but `app.on('error')` listeners belong inside. It
 * is wrapped once, on the object that all contexts of the app inherit from: a function on each context cost a request
 * 10,000 instructions.
 */
function bindErrors(app: Context): void {
  const { onerror } = app
  app.onerror = function (error) {
    // `app.context` itself has no request.
    const context = this.req && contextOf(this.req)
    return context === undefined ? onerror.call(this, error) : enter(context, () => onerror.call(this, error))
  }
}
