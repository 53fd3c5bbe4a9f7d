import http2 from 'node:http2'
import type { AddressInfo } from 'node:net'
import { install, uninstall } from '@traceferry/fetch'
import { headersOf, selfSigned, within } from '@traceferry/testkit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { eachUndici } from './undici.ts'

// undici over HTTP/2: its calls go through node:http2 then, which is wrapped, too. Each header must go once.

let url: string
let streams: Record<string, unknown>[] = []
const server = http2.createSecureServer(selfSigned())

beforeAll(async () => {
  install()
  server.on(
    'stream',
    (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders, _: number, raw: unknown) => {
      streams.push({ path: headers[':path'], raw })
      stream.respond({ ':status': 200 })
      setTimeout(() => stream.end('h2'), 2)
    },
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
})
beforeEach(() => {
  streams = []
})
afterAll(() => {
  uninstall()
  server.close()
})

await eachUndici((undici) => {
  test('HTTP/2, 40 requests at once over one connection: each its own headers, once', async () => {
    const pool = new undici.Pool(url, { connections: 1, allowH2: true, connect: { rejectUnauthorized: false } })
    await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        within(headersOf(i + 1), async () => {
          const { body } = await pool.request({ path: `/${i + 1}`, method: 'GET' })
          expect(await body.text()).toBe('h2')
        }),
      ),
    )
    expect(streams).toHaveLength(40)
    for (const { path, raw } of streams) {
      const lines = raw as string[]
      const ids = lines.filter((_, i) => lines[i - 1] === 'x-request-id')
      expect(ids).toEqual([`request-${String(path).slice(1)}`])
      expect(lines.filter((line) => line === 'traceparent')).toHaveLength(1)
    }
    await pool.destroy()
  })
})
