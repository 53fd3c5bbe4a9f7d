import http from 'node:http'
import type { Readable } from 'node:stream'
import { type CallHeaders, type Client, outbound } from '@traceferry/testkit'
import got14 from 'got'
import got11 from 'got11'
import { describe, test } from 'vitest'

interface Call {
  (url: string, options: object): Promise<{ statusCode: number; body: string }> & { cancel(reason?: string): void }
  stream(url: string, options: object): NodeJS.ReadWriteStream
}

function client(got: Call, signals: boolean, fixed: object = {}): Client {
  async function call(url: string, options: object) {
    const all = { throwHttpErrors: false, retry: retries(got, 0), ...fixed, ...options }
    const { statusCode, body } = await got(url, all)
    return { status: statusCode, body }
  }
  const own = (headers?: CallHeaders) => headers && { headers }
  return {
    get: (url, headers, signal) => call(url, { ...own(headers), ...(signals && signal && { signal }) }),
    post: (url, body: string | Readable, headers) => call(url, { method: 'POST', body, ...own(headers) }),
    limited(connections) {
      const agent = { http: new http.Agent({ keepAlive: true, maxSockets: connections }) }
      return { ...client(got, signals, { agent, retry: retries(got, 2) }), close: () => agent.http.destroy() }
    },
  }
}

/** Its own retries, at once. */
function retries(got: Call, limit: number): object {
  return got === (got11 as unknown as Call)
    ? { limit, calculateDelay: ({ attemptCount }: { attemptCount: number }) => (attemptCount <= limit ? 1 : 0) }
    : { limit, backoffLimit: 1 }
}

outbound('got 14', client(got14 as unknown as Call, true))
outbound('got 11', client(got11 as unknown as Call, false), { noSignal: 'got 11 has cancel() in place of signals' })

// It imports what only Node 22 and later have, so it is loaded where it loads.
const [major = 0] = process.versions.node.split('.').map(Number)
if (major < 22) {
  describe('got 16', () => test.skip(`needs Node 22; this is Node ${process.versions.node}`, () => {}))
} else {
  outbound('got 16', client((await import('got16')).default as unknown as Call, true))
}
