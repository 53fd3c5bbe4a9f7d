import http from 'node:http'
import { connectRaw, requestText } from '@traceferry/testkit'
import { Pool } from 'undici7'
import { expect, test, vi } from 'vitest'
import { isDeadlineExceeded, remainingMs } from '../../src/index.ts'
import { world } from './app.ts'

const here = world()

/** A guard against hanging only: what is awaited comes at its own time, however busy the machine. */
const PATIENCE = { timeout: 15_000, interval: 10 }

/** Keeps the answers to calls of a path until they are released. */
function hold(path: string) {
  const answers: (() => void)[] = []
  let released = false
  here.echo.on(path, {
    answer: (_, response) => {
      if (released) response.end(path)
      else answers.push(() => response.end(path))
    },
  })
  return {
    waiting: () => answers.length,
    release() {
      released = true
      for (const answer of answers) answer()
    },
  }
}

// Each of the 200 requests has a timeout of its own, so a call shows whose time it was given. They are 400 s apart: no machine
// is so slow that the time of one request runs down to that of the next.
const STEP = 400_000
const timeouts = Array.from({ length: 200 }, (_, i) => STEP * (i + 1))

test("200 requests at once over a limited pool: each call is given its own request's time", async () => {
  here.limit({ marginMs: 0 })
  const pool = new Pool(here.echo.url, { connections: 2, pipelining: 1 })
  const agent = new http.Agent({ keepAlive: true, maxSockets: 2 })
  const viaHttp = (path: string) =>
    new Promise<void>((resolve, reject) => {
      http
        .get(`${here.echo.url}${path}`, { agent }, (response) => void response.resume().on('end', resolve))
        .on('error', reject)
    })
  const viaUndici = async (path: string) => (await pool.request({ path, method: 'GET' })).body.dump()
  const url = await here.serve(async (request) => {
    const n = request.headers['x-n']
    await Promise.all([viaUndici(`/${n}`), viaHttp(`/${n}`), fetch(`${here.echo.url}/${n}`).then((r) => r.text())])
    await Promise.all([viaUndici(`/${n}`), viaHttp(`/${n}`)])
    return remainingMs()
  })

  await Promise.all(
    timeouts.map(async (timeout, i) => {
      const client = await connectRaw(url)
      client.send(requestText({ headers: ['grpc-timeout', `${timeout}m`, 'x-n', String(i)] }))
      expect((await client.answer()).status).toBe(200)
      // The next request on the same connection has none, and the last one's is gone.
      client.send(requestText({ headers: ['x-n', 'none'] }))
      await client.answer()
      client.destroy()
    }),
  )
  const wrong = here.echo.calls.filter((call) => {
    const told = call.all('grpc-timeout')
    if (call.path === '/none') return told.length > 0
    const timeout = timeouts[Number(call.path.slice(1))] as number
    const ms = Number.parseInt(told[0] ?? '', 10)
    return told.length !== 1 || ms >= timeout || ms < timeout - STEP
  })
  expect(wrong.map((call) => [call.path, call.all('grpc-timeout')])).toEqual([])
  expect(here.echo.calls.length).toBe(400 * 5)
  agent.destroy()
  await pool.destroy()
})

test('a client that disconnects ends only its own calls, on shared connections too', async () => {
  here.limit()
  const held = hold('/waits')
  const pool = new Pool(here.echo.url, { connections: 40, pipelining: 1 })
  const agent = new http.Agent({ keepAlive: true, maxSockets: 40 })
  const ends: Record<string, string[]> = {}
  const url = await here.serve(async (request) => {
    const calls = [
      pool.request({ path: '/waits', method: 'GET' }).then((answer) => answer.body.text()),
      fetch(`${here.echo.url}/waits`).then((answer) => answer.text()),
      new Promise<string>((resolve, reject) => {
        http
          .get(
            `${here.echo.url}/waits`,
            { agent },
            (response) => void response.resume().on('end', () => resolve('/waits')),
          )
          .on('error', reject)
      }),
    ]
    const settled = await Promise.all(calls.map((call) => call.catch((error: Error) => error.name)))
    ends[String(request.headers['x-n'])] = settled
    return settled
  })
  const connections = await Promise.all(Array.from({ length: 20 }, () => connectRaw(url)))
  for (const [n, client] of connections.entries()) client.send(requestText({ headers: ['x-n', String(n)] }))
  await vi.waitUntil(() => held.waiting() === 60, PATIENCE)
  for (const [n, client] of connections.entries()) if (n % 2 === 1) client.destroy()
  await vi.waitUntil(() => Object.keys(ends).length === 10, PATIENCE)
  held.release()
  await vi.waitUntil(() => Object.keys(ends).length === 20, PATIENCE)
  for (const [n, settled] of Object.entries(ends)) {
    const name = Number(n) % 2 === 1 ? 'ClientDisconnected' : '/waits'
    expect(settled, `request ${n}`).toEqual([name, name, name])
  }
  for (const client of connections) client.destroy()
  agent.destroy()
  await pool.destroy()
})

test('short timeouts beside long ones in one queue: the short ones end unsent, the long ones are served', async () => {
  here.limit()
  const held = hold('/work')
  const pool = new Pool(here.echo.url, { connections: 1, pipelining: 1 })
  const url = await here.serve(async () => {
    const answer = await pool.request({ path: '/work', method: 'GET' })
    return answer.body.text()
  })
  const ask = async (timeout: string) => {
    const client = await connectRaw(url)
    client.send(requestText({ headers: ['grpc-timeout', timeout] }))
    const answer = JSON.parse((await client.answer()).body)
    client.destroy()
    return answer
  }
  const first = ask('1H')
  // The one connection is taken: all others wait for it.
  await vi.waitUntil(() => held.waiting() === 1, PATIENCE)
  const long = Array.from({ length: 19 }, () => ask('1H'))
  const short = await Promise.all(Array.from({ length: 20 }, () => ask('100m')))
  expect(short.map(({ error }) => error)).toEqual(Array(20).fill('DeadlineExceeded'))
  expect(here.echo.seen('/work')).toHaveLength(1)
  held.release()
  expect(await Promise.all([first, ...long])).toEqual(Array(20).fill({ value: '/work' }))
  expect(here.echo.seen('/work')).toHaveLength(20)
  await pool.destroy()
  expect(isDeadlineExceeded(new Error('other'))).toBe(false)
})
