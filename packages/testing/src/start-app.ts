// Starts an app of any known framework.
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, Server } from 'node:net'
import { TraceferryError } from '@traceferry/core'
import { show } from '@traceferry/core/internal'
import { follow } from './follow.ts'
import { closer, listenOnAnyPort } from './upstream.ts'

/** An app that listens. */
export interface Running {
  readonly url: string
  close(): Promise<void>
  /** The last output of a program. */
  said?(): string
}

// biome-ignore lint/suspicious/noExplicitAny: apps of frameworks that are not imported here
type App = any

/** How to start each kind of app on a free port. A new kind of app is one entry here. */
const kinds: readonly { readonly is: (app: App) => boolean; readonly start: (app: App) => Promise<Running> }[] = [
  { is: (app) => app instanceof Server || isServer(app), start: startServer },
  // Fastify, and Nest on either platform.
  { is: (app) => has(app, 'listen') && (has(app, 'ready') || has(app, 'getHttpServer')), start: startListening },
  // hapi
  { is: (app) => has(app, 'start') && isServer(app.listener), start: startHapi },
  // Koa
  { is: (app) => has(app, 'callback') && has(app, 'use'), start: (app) => startServer(createServer(app.callback())) },
  // Express, Connect, a handler of node:http
  { is: (app) => typeof app === 'function', start: (app: RequestListener) => startServer(createServer(app)) },
]

/** Starts an app of any known framework on a free port of 127.0.0.1. */
export function startApp(app: unknown): Promise<Running> {
  const kind = kinds.find(({ is }) => is(app))
  if (kind !== undefined) return kind.start(app)
  throw new TraceferryError(
    'TF040',
    `${show(app)} is not an app that startService can start`,
    'pass an Express, Fastify, Koa, Nest or hapi app, a server of node:http, a handler (request, response), a function that makes one of them, or a command such as ["node", "server.js"]',
  )
}

async function startServer(server: Server): Promise<Running> {
  const unfollow = follow(server)
  const close = closer(server)
  if (!server.listening) await listenOnAnyPort(server)
  return running(server, async () => {
    unfollow()
    await close()
  })
}

async function startListening(app: App): Promise<Running> {
  const nest = has(app, 'getHttpServer')
  await (nest ? app.listen(0, '127.0.0.1') : app.listen({ port: 0, host: '127.0.0.1' }))
  const server: Server = nest ? app.getHttpServer() : app.server
  return running(
    server,
    closing(server, () => app.close()),
  )
}

async function startHapi(app: App): Promise<Running> {
  if (!app.listener.listening) await app.start()
  return running(
    app.listener,
    closing(app.listener, () => app.stop({ timeout: 0 })),
  )
}

/** Ends the app in the framework's way, and the connections that it would wait for. */
function closing(server: Server, end: () => Promise<unknown>): () => Promise<void> {
  const unfollow = follow(server)
  return async () => {
    unfollow()
    const ended = end()
    ;(server as { closeAllConnections?(): void }).closeAllConnections?.()
    await ended
  }
}

function running(server: Server, close: () => Promise<void>): Running {
  const scheme = has(server, 'setSecureContext') ? 'https' : 'http'
  return { url: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}

/** Recognizes servers from another realm too, as in jest. */
function isServer(app: App): app is Server {
  return has(app, 'listen') && has(app, 'address') && has(app, 'emit') && has(app, 'close')
}

function has(app: App, method: string): boolean {
  return typeof app?.[method] === 'function'
}
