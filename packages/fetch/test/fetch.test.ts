import type { Readable } from 'node:stream'
import { type Client, outbound, type Reply } from '@traceferry/testkit'

async function read(response: Response): Promise<Reply> {
  return { status: response.status, body: await response.text() }
}

function client(call: typeof fetch): Client {
  return {
    async get(url, headers, signal) {
      return read(await call(url, { ...(headers && { headers: headers as Headers }), ...(signal && { signal }) }))
    },
    async post(url, body, headers) {
      return read(await call(url, { method: 'POST', ...bodyOf(body), ...(headers && { headers: headers as Headers }) }))
    },
  }
}

function bodyOf(body: string | Readable): RequestInit {
  return { body: body as string, ...(typeof body !== 'string' && { duplex: 'half' }) } as RequestInit
}

const early = globalThis.fetch

outbound(
  'built-in fetch',
  client((...args) => fetch(...args)),
  { shapes: ['object', 'pairs', 'Headers'] },
)
outbound('built-in fetch, taken before install', client(early))
outbound(
  'built-in fetch of a Request',
  client((url, init) => fetch(new Request(url as string, init))),
  { shapes: ['object', 'pairs', 'Headers'] },
)
