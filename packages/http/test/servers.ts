import type { EventEmitter } from 'node:events'
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { type Adapter, type Handler, listen, type Setup } from '@traceferry/testkit'
import { type Options, traceferry } from '../src/index.ts'

const bare = 'a bare server has no answer of its own for errors: they end the process, with us as without'

/** The app as a bare server's listener: what a framework would do about errors and paths, it does by itself. */
export function listener(handler: Handler, { onError, onMissing }: Setup): RequestListener {
  return async (request: IncomingMessage, response: ServerResponse) => {
    const answer = async (status: number, text: string, work: () => unknown = () => {}) => {
      await work()
      response.writeHead(status).end(text)
    }
    if (request.url === '/missing') return answer(404, 'missing', onMissing)
    try {
      await handler(request, response)
    } catch {
      await answer(500, 'handled', onError)
    }
  }
}

/** Puts the line around the server as often as is asked for. */
export function wrapped<S extends EventEmitter>(server: S, { options, lines = 1 }: Setup): S {
  let same = server
  for (let i = 0; i < lines; i++) same = traceferry(same, options as Options)
  return same
}

/** A server of Node's own, with the one line around it. */
export function adapter(create: (listener: RequestListener) => Server, protocol = 'http'): Adapter {
  return {
    lacks: { 'default error answer': bare },
    async start(handler, setup) {
      return listen(wrapped(create(listener(handler, setup)), setup), protocol)
    },
  }
}
