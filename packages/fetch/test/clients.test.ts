import http from 'node:http'
import { Readable } from 'node:stream'
import { type CallHeaders, type Client, outbound, type Reply } from '@traceferry/testkit'
import ky from 'ky'
import fetch3 from 'node-fetch'
import fetch2 from 'node-fetch2'
import superagent from 'superagent'
import supertest from 'supertest'

// The clients that are built on built-in fetch or node:http: a few lines for each.

const own = (headers?: CallHeaders) => (headers === undefined ? {} : { headers: headers as Record<string, string> })

type NodeFetch = (url: string, init: object) => Promise<{ status: number; text(): Promise<string> }>

function nodeFetch(call: NodeFetch, closing: object = {}, fixed: object = {}): Client {
  const read = async (url: string, init: object): Promise<Reply> => {
    const response = await call(url, { ...fixed, ...init })
    return { status: response.status, body: await response.text() }
  }
  return {
    get: (url, headers, signal) => read(url, { ...own(headers), ...(signal && { signal }) }),
    post: (url, body, headers) => read(url, { method: 'POST', body, ...own(headers) }),
    limited(connections) {
      const agent = new http.Agent({ keepAlive: true, maxSockets: connections })
      return { ...nodeFetch(call, {}, { agent, headers: closing }), close: () => agent.destroy() }
    },
  }
}

outbound('node-fetch 3', nodeFetch(fetch3 as unknown as NodeFetch), { shapes: ['object', 'pairs', 'Headers'] })
// node-fetch 2 says "Premature close" on connections that are kept alive, with traceferry or without.
outbound('node-fetch 2', nodeFetch(fetch2 as unknown as NodeFetch, { connection: 'close' }), {
  shapes: ['object', 'pairs', 'Headers'],
})

outbound(
  'ky',
  (() => {
    const read = async (url: string, init: object): Promise<Reply> => {
      const response = await ky(url, { retry: 0, throwHttpErrors: false, ...init })
      return { status: response.status, body: await response.text() }
    }
    return {
      get: (url, headers, signal) => read(url, { ...own(headers), ...(signal && { signal }) }),
      post: (url, body, headers) =>
        read(url, { method: 'post', body, ...(body instanceof Readable && { duplex: 'half' }), ...own(headers) }),
    } satisfies Client
  })(),
  { shapes: ['object', 'pairs', 'Headers'] },
)

function superClient(agent?: http.Agent): Client {
  const send = async (request: {
    agent(agent: http.Agent): unknown
    ok(f: () => true): { retry(n: number): Promise<{ status: number; text: string }> }
  }): Promise<Reply> => {
    if (agent !== undefined) request.agent(agent)
    const { status, text } = await request.ok(() => true).retry(0)
    return { status, body: text }
  }
  return {
    get: (url, headers) => send(superagent.get(url).set(own(headers).headers ?? {})),
    post: (url, body, headers) =>
      send(
        superagent
          .post(url)
          .type('text/plain')
          .set(own(headers).headers ?? {})
          .send(body as string),
      ),
    limited(connections) {
      const limited = new http.Agent({ keepAlive: true, maxSockets: connections })
      return { ...superClient(limited), close: () => limited.destroy() }
    },
  }
}

const superQuirks = { noSignal: 'it has abort() in place of signals', noStreams: 'streams are piped into it' }
outbound('superagent', superClient(), superQuirks)

outbound(
  'supertest',
  {
    async get(url, headers) {
      const { origin, pathname, search } = new URL(url)
      const { status, text } = await supertest(origin)
        .get(pathname + search)
        .set(own(headers).headers ?? {})
      return { status, body: text }
    },
  },
  {
    ...superQuirks,
    noBody: 'the same as superagent',
    noRedirects: 'supertest follows none',
    noInvalidUrl: 'it is our parser that refuses',
  },
)
