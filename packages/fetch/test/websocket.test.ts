import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { install, uninstall } from '@traceferry/fetch'
import { headersOf, within } from '@traceferry/testkit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import WebSocket, { WebSocketServer } from 'ws'

const ours = headersOf(2)
const handshakes: string[][] = []
let url: string
const server = http.createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: hello\n\n')
})

beforeAll(async () => {
  install()
  new WebSocketServer({ server }).on(
    'connection',
    (socket: { send(text: string): void }, request: http.IncomingMessage) => {
      handshakes.push(request.rawHeaders)
      socket.send('hello')
    },
  )
  server.on('request', (request) => handshakes.push(request.rawHeaders))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `127.0.0.1:${(server.address() as AddressInfo).port}`
})
beforeEach(() => void handshakes.splice(0))
afterAll(() => {
  uninstall()
  server.closeAllConnections()
  server.close()
})

function expectHandshake(): void {
  expect(handshakes).toHaveLength(1)
  const names = handshakes[0]?.filter((_, i) => i % 2 === 0)
  for (let i = 0; i < ours.length; i += 2) {
    const name = ours[i]?.toLowerCase()
    expect(names?.filter((n) => n === name)).toEqual([name])
    expect(handshakes[0]).toContain(ours[i + 1])
  }
}

test('ws: the handshake carries the headers', async () => {
  const socket = within(ours, () => new WebSocket(`ws://${url}/`))
  await new Promise((resolve, reject) => socket.on('message', resolve).on('error', reject))
  expectHandshake()
  socket.terminate()
})

const Native = globalThis.WebSocket
test.skipIf(Native === undefined)('the built-in WebSocket, where Node has one (22 and later)', async () => {
  const socket = within(ours, () => new Native(`ws://${url}/`))
  await new Promise((resolve, reject) => {
    socket.onmessage = resolve
    socket.onerror = reject
  })
  expectHandshake()
  socket.close()
})

test("undici's WebSocket and EventSource", async () => {
  const undici = await import('undici7')
  const socket = within(ours, () => new undici.WebSocket(`ws://${url}/`))
  await new Promise((resolve, reject) => {
    socket.onmessage = resolve
    socket.onerror = reject
  })
  expectHandshake()
  socket.close()

  handshakes.splice(0)
  const events = within(ours, () => new undici.EventSource(`http://${url}/`))
  await new Promise((resolve, reject) => {
    events.onmessage = resolve
    events.onerror = reject
  })
  expectHandshake()
  events.close()
})
