import type { IncomingMessage, ServerResponse } from 'node:http'
import type { NodeServer } from './servers.ts'
import { state } from './slot.ts'

/**
 * Answers GET and HEAD of one path: 200, and 503 from the signal on. Ahead of the app, which does not see these requests;
 * so `emit` is where it stands, as a listener cannot keep a request from the others.
 */
export function answerReadiness(server: NodeServer, path: string): void {
  const { emit } = server
  server.emit = function (this: NodeServer, event: string, ...args: unknown[]): boolean {
    if (event === 'request') {
      const [request, response] = args as [IncomingMessage, ServerResponse]
      if (isFor(request, path)) {
        answer(response)
        return true
      }
    }
    return Reflect.apply(emit, this, [event, ...args])
  } as typeof emit
}

function isFor({ method, url }: IncomingMessage, path: string): boolean {
  return (method === 'GET' || method === 'HEAD') && url !== undefined && url.split('?', 1)[0] === path
}

function answer(response: ServerResponse): void {
  const draining = state.draining !== undefined
  response.statusCode = draining ? 503 : 200
  response.setHeader('content-type', 'text/plain')
  response.setHeader('cache-control', 'no-store')
  if (draining && response.req.httpVersionMajor === 1) response.setHeader('connection', 'close')
  response.end(draining ? 'draining\n' : 'ready\n')
}
