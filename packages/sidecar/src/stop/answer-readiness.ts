// Answers the readiness probe of a server.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { drainState } from './drain-state.ts'
import type { NodeServer } from './node-server.ts'

// The path of each server. A server is wrapped only once.
const paths = new WeakMap<NodeServer, { path: string | undefined }>()

/**
 * Answers GET and HEAD of one path with 200, and with 503 from the signal on. The app does not see these requests. That is
 * why it wraps `emit`: a listener cannot keep a request from other listeners.
 */
export function answerReadiness(server: NodeServer, path: string | undefined): void {
  const known = paths.get(server)
  if (known !== undefined) known.path = path
  else if (path !== undefined) wrap(server, path)
}

function wrap(server: NodeServer, path: string): void {
  const wanted: { path: string | undefined } = { path }
  paths.set(server, wanted)
  const { emit } = server
  server.emit = function (this: NodeServer, event: string, ...args: unknown[]): boolean {
    if (event === 'request') {
      const [request, response] = args as [IncomingMessage, ServerResponse]
      if (isFor(request, wanted.path)) {
        answer(response)
        return true
      }
    }
    return Reflect.apply(emit, this, [event, ...args])
  } as typeof emit
}

function isFor({ method, url }: IncomingMessage, path: string | undefined): boolean {
  return (
    (method === 'GET' || method === 'HEAD') && url !== undefined && path !== undefined && url.split('?', 1)[0] === path
  )
}

function answer(response: ServerResponse): void {
  const draining = drainState.draining !== undefined
  response.statusCode = draining ? 503 : 200
  response.setHeader('content-type', 'text/plain')
  response.setHeader('cache-control', 'no-store')
  if (draining && response.req.httpVersionMajor === 1) response.setHeader('connection', 'close')
  response.end(draining ? 'draining\n' : 'ready\n')
}
