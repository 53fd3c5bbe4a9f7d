import http from 'node:http'
import { connectRaw, requestText } from '@traceferry/testkit'
import { Pool } from 'undici7'
import { expect, test } from 'vitest'
import { isDeadlineExceeded, remainingMs } from '../../src/index.ts'
import { world } from './app.ts'

const here = world()

// Each request of the 200 has a budget of its own, which no other has: so a call tells whose time it was given.
const budgets = Array.from({ length: 200 }, (_, i) => 30_000 + i * 10_000)

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
    budgets.map(async (budget, i) => {
      const client = await connectRaw(url)
      client.send(requestText({ headers: ['grpc-timeout', `${budget}m`, 'x-n', String(i)] }))
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
    const budget = budgets[Number(call.path.slice(1))] as number
    const ms = Number.parseInt(told[0] ?? '', 10)
    return told.length !== 1 || ms >= budget || ms < budget - 10_000
  })
  expect(wrong.map((call) => [call.path, call.all('grpc-timeout')])).toEqual([])
  expect(here.echo.calls.length).toBe(400 * 5)
  agent.destroy()
  await pool.destroy()
})

test("a client that leaves ends its own calls and nobody else's, on shared connections too", async () => {
  here.limit()
  here.echo.on('/waits', { delay: 800 })
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
  await expect.poll(() => here.echo.calls.length, { timeout: 10_000 }).toBe(60)
  for (const [n, client] of connections.entries()) if (n % 2 === 1) client.destroy()
  await expect.poll(() => Object.keys(ends).length, { timeout: 10_000 }).toBe(20)
  for (const [n, settled] of Object.entries(ends)) {
    const name = Number(n) % 2 === 1 ? 'ClientDisconnected' : '/waits'
    expect(settled, `request ${n}`).toEqual([name, name, name])
  }
  for (const client of connections) client.destroy()
  agent.destroy()
  await pool.destroy()
})

test('short budgets beside long ones in the same queue: the short ones end, the long ones are served', async () => {
  here.limit()
  here.echo.on('/work', { delay: 20 })
  const pool = new Pool(here.echo.url, { connections: 1, pipelining: 1 })
  const url = await here.serve(async () => {
    const answer = await pool.request({ path: '/work', method: 'GET' })
    return answer.body.text()
  })
  const results = await Promise.all(
    Array.from({ length: 40 }, async (_, i) => {
      const short = i % 2 === 1
      const client = await connectRaw(url)
      client.send(requestText({ headers: ['grpc-timeout', short ? '100m' : '60S'] }))
      const answer = JSON.parse((await client.answer()).body)
      client.destroy()
      return { short, answer }
    }),
  )
  for (const { short, answer } of results) {
    if (!short) expect(answer).toEqual({ value: '/work' })
    else if (answer.value === undefined) expect(answer.error).toBe('DeadlineExceeded')
  }
  expect(results.filter(({ answer }) => answer.error === 'DeadlineExceeded').length).toBeGreaterThan(5)
  const served = results.filter(({ answer }) => answer.value !== undefined).length
  // A call that was under way at its deadline has reached the upstream; those that waited have not.
  expect(here.echo.seen('/work').length).toBeLessThanOrEqual(served + 1)
  await pool.destroy()
  expect(isDeadlineExceeded(new Error('other'))).toBe(false)
})
