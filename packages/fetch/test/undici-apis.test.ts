import { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { install, uninstall } from '@traceferry/fetch'
import { type Client, expectCarried, headersOf, outbound, startEcho, within } from '@traceferry/testkit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { eachUndici, requestQuirks } from './undici.ts'

await eachUndici((undici) => {
  const { Agent, Pool } = undici

  const fetchClient = (dispatcher?: InstanceType<typeof Agent>): Client => {
    const read = async (url: string, init: object) => {
      const response = await undici.fetch(url, { ...init, ...(dispatcher && { dispatcher }) })
      return { status: response.status, body: await response.text() }
    }
    return {
      get: (url, headers, signal) => read(url, { ...(headers && { headers }), ...(signal && { signal }) }),
      post: (url, body, headers) => read(url, { method: 'POST', body, duplex: 'half', ...(headers && { headers }) }),
      close: () => dispatcher?.destroy(),
    }
  }
  outbound(
    'its fetch',
    { ...fetchClient(), limited: (connections) => fetchClient(new Agent({ connections })) },
    { shapes: ['object', 'pairs', 'Headers'] },
  )

  const streamed = async (url: string, options: object) => {
    let status = 0
    let body = ''
    await undici.stream(url, { method: 'GET', ...options }, ({ statusCode }) => {
      status = statusCode
      return new Writable({
        write(chunk, _, done) {
          body += chunk
          done()
        },
      })
    })
    return { status, body }
  }
  outbound(
    'stream',
    {
      get: (url, headers, signal) => streamed(url, { ...(headers && { headers }), ...(signal && { signal }) }),
      post: (url, body, headers) => streamed(url, { method: 'POST', body, ...(headers && { headers }) }),
    },
    requestQuirks,
  )

  const ours = headersOf(4)
  let echo: Awaited<ReturnType<typeof startEcho>>
  // Each contract above uninstalls at its end.
  beforeEach(() => void install())
  beforeAll(async () => {
    echo = await startEcho()
  })
  afterAll(async () => {
    uninstall()
    await echo.close()
  })

  test('pipeline', async () => {
    const answer = within(ours, () =>
      Readable.from(['piped']).pipe(undici.pipeline(`${echo.url}/pipeline`, { method: 'POST' }, ({ body }) => body)),
    )
    expect(await text(answer)).toBe('/pipeline')
    expectCarried(echo.seen('/pipeline'), ours)
    expect(echo.seen('/pipeline')[0]?.body).toBe('piped')
  })

  test('upgrade carries them, CONNECT gets nothing', async () => {
    const lines: string[] = []
    echo.server.on('upgrade', (request, socket) => {
      lines.push(...request.rawHeaders)
      socket.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n')
    })
    echo.server.on('connect', (request, socket) => {
      expect(request.rawHeaders.join().toLowerCase()).not.toContain('x-request-id')
      socket.end('HTTP/1.1 200 OK\r\n\r\n')
    })
    const pool = new Pool(echo.url)
    const { socket } = await within(ours, () => pool.upgrade({ path: '/up', protocol: 'x' }))
    socket.destroy()
    expect(lines.filter((line) => line === 'x-request-id')).toHaveLength(1)
    expect(lines).toContain(ours[1])
    const tunnel = await within(ours, () => pool.connect({ path: 'orders:443' }))
    tunnel.socket.destroy()
    await pool.destroy()
  })

  test('a late event of a body runs in the context of its request', async () => {
    const pool = new Pool(echo.url, { connections: 1 })
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        within(headersOf(i + 1), async () => {
          const { body } = await pool.request({ path: `/late/${i + 1}`, method: 'GET' })
          await new Promise<void>((resolve, reject) => {
            body.resume().on('end', () => {
              pool
                .request({ path: `/after/${i + 1}`, method: 'GET' })
                .then(({ body }) => body.dump())
                .then(() => resolve(), reject)
            })
          })
        }),
      ),
    )
    await pool.destroy()
    for (let n = 1; n <= 20; n++) expectCarried(echo.seen(`/after/${n}`), headersOf(n))
  })
})
