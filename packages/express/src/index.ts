/**
 * traceferry for Express 4 and 5, and for everything else that takes `(request, response, next)`: Connect, Polka,
 * Restify.
 * @module
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { handle, type Options } from '@traceferry/core'
import { environmentPolicy, setAppPolicy } from '@traceferry/core/internal'
import { install } from '@traceferry/fetch'

/** What an app needs from core, so that it does not have to install core too. */
export * from '@traceferry/core'

/** For `app.use(traceferry)`, without parentheses: the options are those of the environment. */
export function traceferry(request: IncomingMessage, response: ServerResponse, next: () => void): void
/**
 * Express middleware that captures each request's tracing headers, so that every call the request causes carries them.
 * Mount it first: middleware before it makes calls without headers. It also installs the forwarders for fetch, undici
 * and node:http, once per process.
 *
 * Throws a `TraceferryError` at startup if an option is wrong. Never throws into a request.
 *
 * @example
 * import express from 'express'
 * import { traceferry } from '@traceferry/express'
 *
 * const app = express()
 * app.use(traceferry())
 */
export function traceferry(options?: Options): Middleware
export function traceferry(
  first?: Options | IncomingMessage,
  response?: ServerResponse,
  next?: () => void,
): Middleware | undefined {
  if (typeof next === 'function') {
    install()
    handle(first as IncomingMessage, response, environmentPolicy(), next)
    return
  }
  const policy = setAppPolicy(first as Options | undefined)
  install()
  return function traceferry(request, response, next) {
    handle(request, response, policy, next)
  }
}

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void
