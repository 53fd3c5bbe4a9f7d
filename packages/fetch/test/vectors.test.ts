// The header rules for the handshake of a WebSocket: the call that asks for the upgrade.
import { readFileSync } from 'node:fs'
import http from 'node:http'
import { capture, createPolicy, run } from '@traceferry/core'
import { install, uninstall } from '@traceferry/fetch'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'

interface Vector {
  name: string
  in: [string, string][]
  policy: string
  expect: Record<string, string | null>
}

const vectors: Vector[] = JSON.parse(
  readFileSync(new URL('../../core/test/vectors/rules.json', import.meta.url), 'utf8'),
).filter(({ policy }: Vector) => policy === 'default; out=WebSocket handshake')

const handshakes: http.IncomingHttpHeaders[] = []
const server = http.createServer()
const sockets = new WebSocketServer({ server })
let url: string

beforeAll(async () => {
  install()
  sockets.on('connection', (socket: WebSocket, request: http.IncomingMessage) => {
    handshakes.push(request.headers)
    socket.send('hello')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `ws://127.0.0.1:${(server.address() as { port: number }).port}/`
})

afterAll(() => {
  uninstall()
  sockets.close()
  server.close()
})

test('there is one', () => expect(vectors).toHaveLength(1))

test.each(vectors)('$name', async (vector) => {
  const captured = capture(vector.in.flat(), createPolicy({}, {}))
  const socket = run(captured, () => new WebSocket(url))
  const message = await new Promise((resolve, reject) => socket.on('error', reject).on('message', resolve))
  expect(String(message)).toBe('hello')
  socket.close()
  expect(handshakes[0]).toMatchObject(vector.expect)
})
