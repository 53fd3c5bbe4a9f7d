// The line for servers of Node.
import type { EventEmitter } from 'node:events'
import type { Options } from '@traceferry/core'
import { setAppPolicy } from '@traceferry/core/internal'
import { install } from '@traceferry/fetch'
import { isServer, refuse } from './is-server.ts'
import { wrapForGood } from './wrap-emit.ts'

/**
 * Makes a server capture each request's tracing headers, so that every call the request causes carries them, and
 * returns the same server. All its listeners run in the context, no matter when they were added: `request`, `upgrade`,
 * `connect`, `checkContinue`, and `stream` of HTTP/2. It also installs the forwarders for fetch, undici and node:http,
 * once per process.
 *
 * If it is called again for the same server, the later options count. They also win over those of
 * `@traceferry/register`.
 *
 * What arrives on a socket after an upgrade, such as the messages of a WebSocket, is not a request and has no context.
 *
 * Throws a `TraceferryError` at startup if an option is wrong. Never throws into a request.
 *
 * @example
 * import { createServer } from 'node:http'
 * import { traceferry } from '@traceferry/http'
 *
 * const server = traceferry(createServer(handler))
 */
export function traceferry<S extends EventEmitter>(server: S, options?: Options): S {
  if (!isServer(server)) return refuse(server)
  const policy = setAppPolicy(options)
  install()
  wrapForGood(server, policy)
  return server
}
