// The injector that the matrix must find out: an AsyncLocalStorage around each request, and its value as a header wherever
// a call comes by. It is what a team writes in an afternoon, and what most tracers do.
import { AsyncLocalStorage } from 'node:async_hooks'
import diagnostics from 'node:diagnostics_channel'
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'

const HEADER = 'x-request-id'
const context = new AsyncLocalStorage()

export const naive = {
  install,
  server: wrapServer,
  grpcServer: () => [serverInterceptor],
  grpcClient: () => [clientInterceptor],
  middleware: async (name) => middleware[name],
}

function install() {
  diagnostics.subscribe('undici:request:create', (/** @type {any} */ { request }) => {
    const id = context.getStore()
    if (id !== undefined) request.addHeader(HEADER, id)
  })
  for (const module of [http, https]) {
    const request = /** @type {(...args: any[]) => any} */ (module.request)
    module.request = (...args) => withHeader(request(...args))
    module.get = (...args) => {
      const made = withHeader(request(...args))
      made.end()
      return made
    }
  }
  const connect = /** @type {(...args: any[]) => any} */ (http2.connect)
  http2.connect = (...args) => {
    const session = connect(...args)
    const { request } = session
    session.request = (headers, options) => {
      const id = context.getStore()
      return request.call(session, id === undefined ? headers : { ...headers, [HEADER]: id }, options)
    }
    return session
  }
  syncBuiltinESMExports()
}

function withHeader(request) {
  const id = context.getStore()
  if (id !== undefined && !request.headersSent) request.setHeader(HEADER, id)
  return request
}

function wrapServer(server) {
  const { emit } = server
  server.emit = function (event, ...args) {
    const headers = event === 'request' ? args[0].headers : event === 'stream' ? args[1] : undefined
    if (headers?.[HEADER] === undefined) return emit.call(this, event, ...args)
    return context.run(headers[HEADER], () => emit.call(this, event, ...args))
  }
  return server
}

function clientInterceptor(options, nextCall) {
  const call = nextCall(options)
  const { start } = call
  call.start = (metadata, listener) => {
    const id = context.getStore()
    if (id !== undefined) metadata.set(HEADER, id)
    return start.call(call, metadata, listener)
  }
  return call
}

function serverInterceptor(_method, call) {
  const { start } = call
  call.start = (listener) => {
    const { onReceiveMetadata } = listener
    start.call(call, {
      ...listener,
      onReceiveMetadata: (metadata) => context.run(metadata.get(HEADER)[0], () => onReceiveMetadata(metadata)),
      onReceiveMessage: (message) => listener.onReceiveMessage(message),
      onReceiveHalfClose: () => listener.onReceiveHalfClose(),
      onCancel: () => listener.onCancel(),
    })
  }
  return call
}

const idOf = ({ headers }) => headers[HEADER]
const middleware = {
  express: () => (request, _response, next) => context.run(idOf(request), next),
  koa: () => (ctx, next) => context.run(idOf(ctx.request), next),
  hono: () => (ctx, next) => context.run(ctx.req.header(HEADER), next),
  // With the mark of fastify-plugin, so that the hook is the whole app's.
  fastify: Object.assign(
    (app, _options, done) => {
      app.addHook('onRequest', (request, _reply, next) => context.run(idOf(request), next))
      done()
    },
    { [Symbol.for('skip-override')]: true },
  ),
}
