import { once } from 'node:events'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import http2 from 'node:http2'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { uninstall } from '@traceferry/fetch'
import { type Echo, listen, startEcho } from '@traceferry/testkit'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { eachUndici } from '../../fetch/test/undici.ts'
import { traceferry } from '../src/index.ts'

// The law: what was made in a request calls back in that request. Here are the doors through which wrong headers came before there
// was a law; all doors there are, in all states, are in tools/context.

/** A guard against hanging only: what is awaited comes at its own time, however busy the machine. */
const PATIENCE = { timeout: 15_000, interval: 10 }
let echo: Echo

beforeAll(async () => {
  echo = await startEcho()
})
afterEach(() => echo.clear())
afterAll(async () => {
  uninstall()
  await echo.close()
})

/** A call from a door. The recording upstream knows from its path whose it should be. */
const call = (door: string, id: string) =>
  new Promise<void>((resolve, reject) => {
    const path = `/${encodeURIComponent(door)}/${id}`
    http.get(`${echo.url}${path}`, { agent: false }, (answer) => answer.resume().on('end', resolve)).on('error', reject)
  })

type Handler = (id: string, response: ServerResponse, request: IncomingMessage) => unknown

/** Sends requests with ids of their own through a server with the line, `atOnce` at a time. */
async function cross(handler: Handler, requests = 60, atOnce = 20): Promise<void> {
  const server = http.createServer(async (request, response) => {
    await handler(request.headers['x-request-id'] as string, response, request)
    if (!response.writableEnded) response.end()
  })
  const front = await listen(traceferry(server))
  let next = 0
  const worker = async () => {
    while (next < requests) {
      const headers = { 'x-request-id': `r${next++}` }
      const [answer] = await once(http.get(front.url, { agent: false, headers }), 'response')
      await once(answer.resume(), 'close')
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  await front.close()
}

/** By door: how many calls carried their own id, and which did not. */
function doors(): Record<string, { own: number; others: string[] }> {
  const found: Record<string, { own: number; others: string[] }> = {}
  for (const { path, all } of echo.calls.map((seen) => ({ path: seen.path, all: seen.all('x-request-id') }))) {
    const [, door = '', id] = decodeURIComponent(path).split('/')
    found[door] ??= { own: 0, others: [] }
    if (all.join() === id) found[door].own++
    else found[door].others.push(`${id} carried ${all.join() || 'nothing'}`)
  }
  return found
}

const own = (count: number, ...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, { own: count, others: [] }]))

describe('a request of node:http that waits for its agent', () => {
  test.each(['close', 'keep-alive'])('upstream says %s', async (connection) => {
    const upstream = http.createServer((request, response) => {
      response.setHeader('connection', connection)
      request.resume().on('end', () => response.end('ok'))
    })
    const far = await listen(upstream)
    const agent = new http.Agent({ keepAlive: true, maxSockets: 2 })
    const waiting: Promise<void>[] = []
    const tell = (door: string, id: string) => void waiting.push(call(door, id))
    await cross(
      (id) =>
        new Promise((resolve) => {
          const request = http.request(far.url, { agent, method: 'POST' }, (answer) => {
            tell('response', id)
            answer.on('data', () => tell('data', id)).on('end', () => tell('end', id))
          })
          for (const event of ['socket', 'finish', 'close']) request.on(event, () => tell(event, id))
          request.on('close', resolve)
          request.write('x'.repeat(1000), () => tell('write(cb)', id))
          request.end(() => tell('end(cb)', id))
        }),
    )
    const names = ['socket', 'finish', 'close', 'write(cb)', 'end(cb)', 'response', 'data', 'end']
    await vi.waitUntil(() => echo.calls.length >= 60 * names.length, PATIENCE)
    await Promise.all(waiting)
    agent.destroy()
    await far.close()
    expect(doors()).toEqual(own(60, ...names))
  })

  test('what it asks of its socket: lookup', async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 2 })
    const upstream = http.createServer((_, response) => response.setHeader('connection', 'close').end('ok'))
    const far = await listen(upstream)
    await cross(
      (id) =>
        new Promise((resolve) => {
          const lookup = (_name: string, _options: object, done: (error: null, list: object[]) => void) => {
            call('lookup', id).then(() => done(null, [{ address: '127.0.0.1', family: 4 }]))
          }
          const { port } = new URL(far.url)
          http.get({ host: 'far', port, agent, lookup: lookup as never }, (answer) =>
            answer.resume().on('end', resolve),
          )
        }),
    )
    agent.destroy()
    await far.close()
    const { lookup } = doors()
    expect(lookup?.others).toEqual([])
    expect(lookup?.own).toBeGreaterThan(50)
  })
})

test('a stream of HTTP/2 whose answer has trailers, on a session that another request opened', async () => {
  const far = http2.createServer((_, response) => {
    response.addTrailers({ t: '1' })
    setTimeout(() => response.end('x'.repeat(2000)), Math.random() * 4)
  })
  await new Promise<void>((resolve) => void far.listen(0, '127.0.0.1', resolve))
  const { port } = far.address() as { port: number }
  let session: http2.ClientHttp2Session | undefined
  const waiting: Promise<void>[] = []
  const events = ['response', 'data', 'trailers', 'end', 'close']
  await cross(
    (id) =>
      new Promise((resolve) => {
        session ??= http2.connect(`http://127.0.0.1:${port}`)
        const stream = session.request({ ':path': '/', ':method': 'POST' })
        for (const event of events) stream.once(event, () => waiting.push(call(event, id)))
        stream.on('close', resolve)
        stream.write('x', () => waiting.push(call('write(cb)', id)))
        stream.end(() => waiting.push(call('end(cb)', id)))
        stream.resume()
      }),
  )
  await vi.waitUntil(() => echo.calls.length >= 60 * (events.length + 2), PATIENCE)
  await Promise.all(waiting)
  session?.close()
  far.close()
  expect(doors()).toEqual(own(60, ...events, 'write(cb)', 'end(cb)'))
})

test('responses of a pipelined connection that wait for one another', async () => {
  const names = ['write', 'end', 'writeContinue', 'writeProcessing', 'writeEarlyHints']
  const waiting: Promise<void>[] = []
  const server = traceferry(
    http.createServer(async (request, response) => {
      const id = request.headers['x-request-id'] as string
      const told = (name: string) => () => void waiting.push(call(name, id))
      // The first is the slowest: the others have to wait.
      await sleep(id === 'r0' ? 40 : 1)
      response.writeContinue(told('writeContinue'))
      response.writeProcessing()
      // Declared without a callback, but it has one.
      ;(response as unknown as { writeProcessing(done: () => void): void }).writeProcessing(told('writeProcessing'))
      response.writeEarlyHints({ link: '</a.css>; rel=preload' }, told('writeEarlyHints'))
      response.write('x', told('write'))
      response.end('y', told('end'))
      response.on('finish', told('finish')).on('close', told('close'))
    }),
  )
  const front = await listen(server)
  const socket = connect(Number(new URL(front.url).port))
  const ids = Array.from({ length: 10 }, (_, i) => `r${i}`)
  socket.write(ids.map((id) => `GET / HTTP/1.1\r\nhost: x\r\nx-request-id: ${id}\r\n\r\n`).join(''))
  let text = ''
  for await (const chunk of socket) {
    text += chunk
    if (text.split('HTTP/1.1 200 OK').length > 10 && text.endsWith('0\r\n\r\n')) break
  }
  await vi.waitUntil(() => echo.calls.length >= 10 * (names.length + 2), PATIENCE)
  await Promise.all(waiting)
  await front.close()
  expect(doors()).toEqual(own(10, ...names, 'finish', 'close'))
})

/** Bodies that call out while they are sent, by how they are made. */
const bodies: Record<string, (id: string) => unknown> = {
  'an async generator': (id) => parts(id),
  'Readable.from': (id) => Readable.from(parts(id)),
  'a Readable': (id) => {
    let left = 2
    return new Readable({
      read() {
        if (left-- === 0) this.push(null)
        else call('part', id).then(() => this.push('part'))
      },
    })
  },
  'a web stream': (id) => {
    let left = 2
    return new ReadableStream({
      async pull(controller) {
        if (left-- === 0) return controller.close()
        await call('part', id)
        controller.enqueue(new TextEncoder().encode('part'))
      },
    })
  },
}

async function* parts(id: string): AsyncGenerator<string> {
  for (let i = 0; i < 2; i++) {
    await call('part', id)
    yield 'part'
  }
}

describe('a body that calls out while it is sent', () => {
  test.each(Object.entries(bodies))('built-in fetch, %s', async (_, make) => {
    await cross(async (id) => {
      const body = make(id) as BodyInit
      const answer = await fetch(`${echo.url}/sent/${id}`, { method: 'POST', body, duplex: 'half' } as RequestInit)
      await answer.text()
    }, 20)
    expect(doors()).toEqual({ part: { own: 40, others: [] }, sent: { own: 20, others: [] } })
  })
})

await eachUndici((undici) => {
  test.each(Object.entries(bodies))('a body over one connection, %s', async (_, make) => {
    const pool = new undici.Pool(echo.url, { connections: 1 })
    await cross(async (id) => {
      const options = { path: `/sent/${id}`, method: 'POST', body: make(id) }
      const { body } = await pool.request(options as never)
      await body.dump()
    }, 20)
    await pool.close()
    expect(doors()).toEqual({ part: { own: 40, others: [] }, sent: { own: 20, others: [] } })
  })
})
