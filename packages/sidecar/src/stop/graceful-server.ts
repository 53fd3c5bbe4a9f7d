// Registers a server that should stop without losing a request.
import { TraceferryError } from '@traceferry/core'
import { show } from '@traceferry/core/internal'
import { answerReadiness } from './answer-readiness.ts'
import { drain } from './drain.ts'
import { drainState } from './drain-state.ts'
import { type GracefulOptions, type GracefulSettings, readGracefulOptions } from './graceful-options.ts'
import { manageHttp1 } from './manage-http1.ts'
import { manageHttp2 } from './manage-http2.ts'
import type { ManagedServer } from './managed-server.ts'
import type { NodeServer } from './node-server.ts'
import { onSignals } from './on-signals.ts'
import { endUnused, trackSockets } from './track-sockets.ts'

/** Owns a server and closes more than that: a Fastify instance. */
interface Owner {
  readonly server: NodeServer
  close(): unknown
}

/** How much longer Node keeps an idle connection than the sidecar does, in milliseconds. */
const MARGIN = 5000

/**
 * Lets a server stop without losing a request. Returns what it was given. After SIGTERM the server keeps serving for
 * `delayMs` and tells every caller to close its connection (`Connection: close`, and GOAWAY at the end of the delay). Then it
 * closes, waits up to `graceMs` for running requests, cuts the rest with a warning (TF025), and ends the process. It also
 * raises `keepAliveTimeout` above the sidecar's idle timeout. Without that, any pause of about 6 s can end in a 503.
 *
 * Takes any server of node:http, https or http2, such as `listen` of Express and Koa returns, or a Fastify instance, whose
 * `close()` it calls last. All servers in a process stop together. A second call for the same server replaces its options.
 * Throws a `TraceferryError` at startup for a wrong option, or if the times do not fit (TF021).
 *
 * @example
 * import express from 'express'
 * import { gracefulServer } from '@traceferry/sidecar'
 *
 * const app = express()
 * gracefulServer(app.listen(8080))
 */
export function gracefulServer<S extends object>(given: S, options: GracefulOptions = {}): S {
  const plan = readGracefulOptions(options)
  const { server, close } = serverOf(given)
  raiseKeepAlive(server, plan)
  answerReadiness(server, plan.readiness)
  onSignals(plan, drain)
  // A second call for the same server: the new options apply, and no listener is added twice.
  const known = [...drainState.servers].find((managed) => managed.server === server)
  if (known !== undefined) {
    known.plan = plan
    known.close = close ?? known.close
    return given
  }
  const sockets = trackSockets(server)
  const protocols = [manageHttp1(server), manageHttp2(server)]
  const managed: ManagedServer = {
    server,
    plan,
    sockets,
    close,
    letGo: () => {
      for (const protocol of protocols) protocol.letGo()
    },
    finish: () => {
      for (const protocol of protocols) protocol.finish()
      endUnused(sockets)
    },
    busy: () => protocols.reduce((sum, protocol) => sum + protocol.busy(), 0),
  }
  drainState.servers.add(managed)
  server.once('close', () => drainState.servers.delete(managed))
  return given
}

/**
 * Whether this process wants requests: true until it starts to drain. Use it in your own readiness route.
 *
 * @example
 * app.get('/readyz', (request, response) => response.sendStatus(isReady() ? 200 : 503))
 */
export function isReady(): boolean {
  return drainState.draining === undefined
}

function serverOf(given: object): { server: NodeServer; close?: () => unknown } {
  if (isServer(given)) return { server: given }
  const owner = given as Partial<Owner>
  if (owner.server !== undefined && isServer(owner.server) && typeof owner.close === 'function')
    return { server: owner.server, close: () => (given as Owner).close() }
  const what = typeof given === 'function' ? 'a function' : show(given)
  throw new TraceferryError(
    'TF020',
    `gracefulServer got ${what}, which is not a server`,
    'pass what app.listen() returned, or a Fastify instance',
  )
}

/** Checks the shape, so that node:http and node:http2 need not be loaded. */
function isServer(value: object): value is NodeServer {
  const server = value as Partial<NodeServer>
  return typeof server.listen === 'function' && typeof server.address === 'function' && typeof server.on === 'function'
}

/** Raises the timeout and never lowers it; 0 means forever. HTTP/2 servers have none, since GOAWAY closes their connections. */
function raiseKeepAlive(server: NodeServer, { sidecarIdleMs }: GracefulSettings): void {
  const { keepAliveTimeout } = server
  if (sidecarIdleMs === false || keepAliveTimeout === undefined || keepAliveTimeout === 0) return
  server.keepAliveTimeout = Math.max(keepAliveTimeout, sidecarIdleMs + MARGIN)
}
