/**
 * traceferry for Hono: @hono/node-server 1 and 2 on Node.js, Bun, Deno and Cloudflare Workers.
 * @module
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { handle, type Options, type Policy } from '@traceferry/core'
import { environmentPolicy, handleWeb, isDisabled, setAppPolicy } from '@traceferry/core/internal'
import { install } from '@traceferry/fetch'

/** What an app needs from core, so that it does not have to install core too. */
export * from '@traceferry/core'

/** The part of a Hono context that the middleware needs. */
interface Context {
  readonly env: unknown
  readonly req: { readonly raw: Request }
}

/** For `app.use(traceferry)`, without parentheses: the options are those of the environment. */
export function traceferry(context: Context, next: () => Promise<void>): Promise<void>
/**
 * Hono middleware that captures each request's tracing headers, so that every call the request causes carries them.
 * Mount it first: middleware before it makes calls without headers. It also installs the forwarders for fetch, undici
 * and node:http, once per process.
 *
 * Throws a `TraceferryError` at startup if an option is wrong. Never throws into a request.
 *
 * @example
 * import { Hono } from 'hono'
 * import { traceferry } from '@traceferry/hono'
 *
 * const app = new Hono()
 * app.use(traceferry())
 */
export function traceferry(options?: Options): Middleware
export function traceferry(first?: Options | Context, next?: () => Promise<void>): Middleware | Promise<void> {
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

type Middleware = (context: Context, next: () => Promise<void>) => Promise<void>

function carry(context: Context, policy: Policy, next: () => Promise<void>): Promise<void> {
  if (isDisabled()) return next()
  const { incoming, outgoing } = (context.env ?? {}) as { incoming?: IncomingMessage; outgoing?: ServerResponse }
  if (incoming?.rawHeaders) return handle(incoming, outgoing, policy, next)
  // Bun, Deno, Workers, and `app.request()`. A web Request has joined repeated headers, and there is nothing else to read.
  return handleWeb(context.req.raw, context.req.raw.headers, policy, next)
}
