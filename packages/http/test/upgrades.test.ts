import { type EventEmitter, once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { connectRaw, type Echo, expectCarried, headersOf, listen, requestText, startEcho } from '@traceferry/testkit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { traceferry } from '../src/index.ts'

let echo: Echo
beforeAll(async () => {
  echo = await startEcho()
})
beforeEach(() => echo.clear())
afterAll(() => echo.close())

const call = (path: string) => fetch(`${echo.url}${path}`).then((response) => response.text())

function asObject(flat: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {}
  for (let i = 0; i < flat.length; i += 2) headers[flat[i] as string] = flat[i + 1] as string
  return headers
}

test("ws: 'upgrade' and 'connection' are in the context, messages are not", async () => {
  const server = createServer()
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', async (request: IncomingMessage, socket: Socket, head: Buffer) => {
    await call(`/upgrade${request.url}`)
    sockets.handleUpgrade(request, socket, head, (one: unknown) => sockets.emit('connection', one, request))
  })
  sockets.on('connection', async (socket: EventEmitter & { send(text: string): void }, request: IncomingMessage) => {
    socket.on('message', async () => socket.send(await call(`/message${request.url}`)))
    await call(`/connection${request.url}`)
    socket.send('ready')
  })
  const served = await listen(traceferry(server))
  await Promise.all(
    [1, 2, 3, 4].map(async (n) => {
      const client = new WebSocket(`${served.url.replace('http', 'ws')}/${n}`, { headers: asObject(headersOf(n)) })
      await once(client, 'message')
      client.send('hello')
      await once(client, 'message')
      client.terminate()
    }),
  )
  await served.close()
  for (const n of [1, 2, 3, 4]) {
    expectCarried(echo.seen(`/upgrade/${n}`), headersOf(n))
    expectCarried(echo.seen(`/connection/${n}`), headersOf(n))
    expectCarried(echo.seen(`/message/${n}`), [])
  }
})

test("'connect' is in the context, for a proxy that asks somebody before it lets through", async () => {
  const server = traceferry(createServer())
  server.on('connect', async (_: IncomingMessage, socket: Socket) => {
    await call('/connect')
    socket.end('HTTP/1.1 204 No Content\r\n\r\n')
  })
  const served = await listen(server)
  const client = await connectRaw(served.url)
  client.send(requestText({ method: 'CONNECT', path: 'orders:80', headers: headersOf(1) }))
  expect((await client.answer()).status).toBe(204)
  client.destroy()
  await served.close()
  expectCarried(echo.calls, headersOf(1))
})

for (const [event, expectation, status] of [
  ['checkContinue', '100-continue', 200],
  ['checkExpectation', 'something-else', 200],
] as const) {
  test(`'${event}' is in the context, and so is the request that it hands on`, async () => {
    const server = traceferry(createServer())
    server.on(event, async (request, response) => {
      await call('/expect')
      if (event === 'checkContinue') response.writeContinue()
      server.emit('request', request, response)
    })
    server.on('request', async (request, response) => {
      for await (const _ of request);
      await call('/request')
      response.end('ok')
    })
    const served = await listen(server)
    const client = await connectRaw(served.url)
    client.send(requestText({ method: 'POST', headers: [...headersOf(2), 'Expect', expectation], body: 'body' }))
    expect(await client.answer()).toMatchObject({ status, body: 'ok' })
    client.destroy()
    await served.close()
    expectCarried(echo.calls, headersOf(2), 2)
  })
}
