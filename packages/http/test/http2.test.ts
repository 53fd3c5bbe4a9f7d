import { once } from 'node:events'
import http2, { type ServerHttp2Stream } from 'node:http2'
import type { Server } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Clients,
  type Echo,
  expectCarried,
  headersOf,
  listen,
  makeClients,
  selfSigned,
  startEcho,
} from '@traceferry/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { traceferry } from '../src/index.ts'

const tls = selfSigned()
const REQUESTS = 50

let echo: Echo
let clients: Clients
beforeAll(async () => {
  echo = await startEcho()
})
beforeEach(() => {
  echo.clear()
  clients = makeClients(echo.url)
})
afterEach(() => clients.close())
afterAll(() => echo.close())

/** Many requests at once on one session, every fifth without headers; the body comes in two parts. */
async function ask(server: Server, protocol = 'http') {
  const served = await listen(server, protocol)
  const session = http2.connect(served.url, { rejectUnauthorized: false })
  const answers = await Promise.all(
    Array.from({ length: REQUESTS }, async (_, n) => {
      const stream = session.request({ ':method': 'POST', ':path': `/${n}`, ...headers(n) })
      stream.write('first')
      await sleep(n % 9)
      stream.end('last')
      return text(stream)
    }),
  )
  session.close()
  await once(session, 'close')
  await served.close()
  return answers
}

const isBare = (n: number) => n % 5 === 4

function headers(n: number): Record<string, string> {
  const flat = isBare(n) ? [] : headersOf(n)
  const list: Record<string, string> = {}
  for (let i = 0; i < flat.length; i += 2) list[(flat[i] as string).toLowerCase()] = flat[i + 1] as string
  return list
}

function expectOwnIds(event: string): void {
  for (let n = 0; n < REQUESTS; n++) {
    const calls = echo.calls.filter((call) => call.path.startsWith(`/${event}/${n}/`))
    expectCarried(calls, isBare(n) ? [] : headersOf(n), 3)
  }
}

for (const [name, create] of Object.entries({
  createServer: (handler: never) => http2.createServer(handler),
  createSecureServer: (handler: never) => http2.createSecureServer(tls, handler),
})) {
  const protocol = name === 'createServer' ? 'http' : 'https'

  test(`http2.${name}(handler): ${REQUESTS} requests on one session, late events included`, async () => {
    const handler = async (request: http2.Http2ServerRequest, response: http2.Http2ServerResponse) => {
      const out = (event: string) => clients.all(`${echo.url}/${event}${request.url}`)
      response.on('finish', () => void out('finish'))
      await sleep(5)
      let length = 0
      request.on('data', (chunk: Buffer) => {
        length += chunk.length
      })
      request.on('end', async () => {
        await out('end')
        response.end(String(length))
      })
    }
    const answers = await ask(traceferry(create(handler as never)), protocol)
    expect(answers).toEqual(Array.from({ length: REQUESTS }, () => '9'))
    await expect.poll(() => echo.calls.length).toBe(REQUESTS * 6)
    for (const event of ['end', 'finish']) expectOwnIds(event)
  })

  test(`http2.${name}() on('stream'): the same`, async () => {
    const server = traceferry(create(undefined as never))
    server.on('stream', async (stream: ServerHttp2Stream, incoming: http2.IncomingHttpHeaders) => {
      const out = (event: string) => clients.all(`${echo.url}/${event}${incoming[':path']}`)
      stream.on('close', () => void out('close'))
      await sleep(5)
      await out('handler')
      let length = 0
      for await (const chunk of stream) length += chunk.length
      await out('body')
      stream.respond({ ':status': 200 })
      stream.end(String(length))
    })
    const answers = await ask(server, protocol)
    expect(answers).toEqual(Array.from({ length: REQUESTS }, () => '9'))
    await expect.poll(() => echo.calls.length).toBe(REQUESTS * 9)
    for (const event of ['handler', 'body', 'close']) expectOwnIds(event)
  })
}
