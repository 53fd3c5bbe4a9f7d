import http from 'node:http'
import { connectRaw, requestText } from '@traceferry/testkit'
import { expect, test } from 'vitest'
import {
  ClientDisconnected,
  DeadlineExceeded,
  deadline,
  deadlineSignal,
  isClientDisconnected,
  isDeadlineExceeded,
  remainingMs,
  withDeadline,
} from '../../src/index.ts'
import { ask, world } from './app.ts'
import { http2Get } from './clients.ts'

const here = world()
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const caught = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: Error) => error,
  )

test('remainingMs() and deadlineSignal() in a request', async () => {
  here.limit({ defaultMs: 60 })
  const url = await here.serve(async () => {
    const [signal, before] = [deadlineSignal(), remainingMs()]
    // On a busy machine the time may be up already.
    if (signal?.aborted === false) await new Promise((resolve) => signal.addEventListener('abort', resolve))
    return [signal === deadlineSignal(), before, remainingMs(), signal?.reason.name]
  })
  const { value } = await ask(url)
  expect(value).toEqual([true, expect.any(Number), 0, 'DeadlineExceeded'])
  expect(deadlineSignal()).toBeUndefined()
})

test('calls that still run after the answer are left alone', async () => {
  here.limit({ defaultMs: 500 })
  here.echo.on('/slow', { delay: 900 })
  const after: unknown[] = []
  const url = await here.serve(async (_, response) => {
    const underWay = fetch(`${here.echo.url}/slow`).then((answer) => answer.text())
    response.end('{}')
    await sleep(600)
    after.push(remainingMs(), await underWay, await (await fetch(`${here.echo.url}/late`)).text())
  })
  await ask(url)
  await expect.poll(() => after, { timeout: 15_000 }).toEqual([undefined, '/slow', '/late'])
  expect(here.echo.seen('/late')[0]?.all('grpc-timeout')).toEqual([])
})

test('but a request that ran out of time sends no more calls after its answer', async () => {
  here.limit({ defaultMs: 50 })
  const after: unknown[] = []
  const url = await here.serve(async (_, response) => {
    await sleep(80)
    expect(isDeadlineExceeded(await caught(fetch(`${here.echo.url}/first`)))).toBe(true)
    response.end('{}')
    await sleep(50)
    after.push((await caught(fetch(`${here.echo.url}/second`)))?.name)
  })
  await ask(url)
  await expect.poll(() => after, { timeout: 15_000 }).toEqual(['DeadlineExceeded'])
  expect(here.echo.calls).toEqual([])
})

test('a client that disconnects ends the calls, without any deadline; `disconnect: false` leaves them alone', async () => {
  let answer = () => {}
  here.echo.on('/slow', { answer: (_, response) => (answer = () => void response.end()) })
  for (const [disconnect, expected] of [
    [true, 'ClientDisconnected'],
    [false, 'answered'],
  ] as const) {
    here.limit({ disconnect })
    let end: unknown
    const url = await here.serve(async () => {
      const error = await caught(fetch(`${here.echo.url}/slow`).then((answer) => answer.text()))
      end = error?.name ?? 'answered'
      if (error !== undefined) expect(isClientDisconnected(error)).toBe(true)
    })
    const before = here.echo.calls.length
    const client = await connectRaw(url)
    client.send(requestText())
    await expect.poll(() => here.echo.calls.length, { timeout: 15_000 }).toBe(before + 1)
    client.destroy()
    // With `false` the call is answered only when the test says so; with `true` it must end before.
    if (!disconnect) answer()
    await expect.poll(() => end, { timeout: 15_000 }).toBe(expected)
  }
})

test('a stream of events goes on past the deadline, unless `streams` says otherwise', async () => {
  here.echo.on('/events', {
    answer(_, response) {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
      setTimeout(() => response.end('data: 2\n\n'), 900)
    },
  })
  const read = [
    async () => (await fetch(`${here.echo.url}/events`, { headers: { accept: 'text/event-stream' } })).text(),
    async () => (await fetch(`${here.echo.url}/events`)).text(),
    () =>
      new Promise<string>((resolve, reject) => {
        const request = http.get(`${here.echo.url}/events`, (response) => {
          let text = ''
          response
            .on('data', (chunk) => (text += chunk))
            .on('end', () => resolve(text))
            .on('error', reject)
        })
        request.on('error', reject)
      }),
  ]
  const handler = () => Promise.all(read.map((call) => call().catch((error: Error) => isDeadlineExceeded(error))))
  here.limit({ defaultMs: 500 })
  const url = await here.serve(handler)
  expect((await ask(url)).value).toEqual(Array(3).fill('data: 1\n\ndata: 2\n\n'))
  // Who says that it wants a stream must not have it cut by the sidecar either.
  expect(here.echo.calls.map((call) => call.all('grpc-timeout').length).sort()).toEqual([0, 1, 1])

  here.limit({ defaultMs: 500, streams: true })
  const ended = await here.serve(handler)
  expect((await ask(ended)).value).toEqual([true, true, true])
})

test('an upgraded connection is left alone', async () => {
  here.limit({ defaultMs: 1000 })
  const upgrading = http.createServer().on('upgrade', (_, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n')
    socket.on('data', (bytes) => socket.write(bytes))
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => upgrading.listen(0, '127.0.0.1', resolve))
  const { port } = upgrading.address() as { port: number }
  const url = await here.serve(
    () =>
      new Promise((resolve, reject) => {
        const request = http.get({ port, host: '127.0.0.1', headers: { connection: 'Upgrade', upgrade: 'x' } })
        request.on('error', reject).on('upgrade', async (_, socket) => {
          const signal = deadlineSignal() as AbortSignal
          if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve))
          socket.on('error', reject).on('data', (bytes: Buffer) => {
            resolve(bytes.toString())
            socket.destroy()
          })
          socket.write('still here')
        })
      }),
  )
  expect((await ask(url)).value).toBe('still here')
  upgrading.close()
})

test('HTTP/2: told, ended, refused', async () => {
  here.limit()
  const { createServer } = await import('node:http2')
  const seen: (string | undefined)[] = []
  const upstream = createServer().on('stream', (stream, headers) => {
    seen.push(headers['grpc-timeout'] as string | undefined)
    stream.on('error', () => {})
    if (headers[':path'] === '/fast') stream.respond({ ':status': 200 })
    if (headers[':path'] === '/fast') stream.end('fast')
  })
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(upstream.address() as { port: number }).port}`
  const url = await here.serve(async () => {
    const fast = await http2Get(origin, '/fast')
    const slow = await caught(http2Get(origin, '/slow'))
    const late = await caught(http2Get(origin, '/late'))
    return [fast, isDeadlineExceeded(slow), isDeadlineExceeded(late)]
  })
  expect((await ask(url, { 'grpc-timeout': '1500m' })).value).toEqual(['fast', true, true])
  expect(seen.length).toBe(2)
  for (const told of seen) expect(Number.parseInt(told ?? '', 10)).toBeLessThan(1500)
  upstream.close()
})

test('withDeadline() limits a part of a request, and never beyond the request', async () => {
  here.limit()
  here.echo.on('/slow', { delay: 5000 })
  const url = await here.serve(async () => {
    const part = await caught(withDeadline(60, () => fetch(`${here.echo.url}/slow`)))
    const after = await (await fetch(`${here.echo.url}/after`)).text()
    const left = withDeadline(60_000, () => remainingMs()) as number
    const whole = await caught(withDeadline(60_000, () => fetch(`${here.echo.url}/slow`)))
    return [part?.message, after, left < 2000, whole?.message]
  })
  const { value } = await ask(url, { 'grpc-timeout': '2000m' })
  expect(value).toEqual([
    'the 60 ms of this request are used up (withDeadline)',
    '/after',
    true,
    'the 2000 ms of this request are used up (grpc-timeout)',
  ])
})

test("withDeadline() outside of any request goes by the app's line", async () => {
  const { port } = new URL(here.echo.url)
  const host = 'orders.shop.svc.mesh.example'
  const told = async () => {
    here.echo.clear()
    const call = () => http.get({ host: '127.0.0.1', port, path: '/', headers: { host } })
    await new Promise((resolve) =>
      withDeadline(2000, call).on('response', (answer) => answer.resume().on('end', resolve)),
    )
    return here.echo.seen('/')[0]?.all('grpc-timeout').length
  }
  expect(await told()).toBe(0)
  await here.serve(async () => {}, { clusterDomain: 'mesh.example' })
  expect(await told()).toBe(1)
  await here.serve(async () => {})
  expect(await told()).toBe(0)
})

test('withDeadline() outside of any request, and without deadline()', async () => {
  here.echo.on('/slow', { delay: 500 })
  const error = await caught(withDeadline(50, () => fetch(`${here.echo.url}/slow`)))
  expect(error).toBeInstanceOf(DeadlineExceeded)
  expect(await withDeadline(2000, async () => (await fetch(`${here.echo.url}/fast`)).text())).toBe('/fast')
  expect(Number.parseInt(here.echo.seen('/fast')[0]?.all('grpc-timeout')[0] ?? '', 10)).toBeLessThan(2000)
  expect(() => withDeadline(0, () => 1)).toThrow('TF005: the deadline is 0; write a number of milliseconds above 0')
  expect(() =>
    withDeadline(50, () => {
      throw new ClientDisconnected()
    }),
  ).toThrow(ClientDisconnected)
})

test('more headers for those who obey them', async () => {
  here.limit({ defaultMs: 1000, trustEnvoyHeaders: true, linkerdPerRequest: true })
  const url = await here.serve(async () => (await fetch(`${here.echo.url}/more`)).text())
  await ask(url)
  const [call] = here.echo.seen('/more')
  const ms = Number(call?.all('x-envoy-upstream-rq-timeout-ms')[0])
  expect(ms).toBeLessThanOrEqual(990)
  expect(call?.all('grpc-timeout')).toEqual([`${ms}m`])
  expect(call?.all('l5d-timeout')).toEqual([`${ms}ms`])
})

test('taken back, it limits nothing', async () => {
  const undo = deadline({ defaultMs: 20 })
  undo()
  const url = await here.serve(async () => {
    await sleep(40)
    return (await fetch(`${here.echo.url}/free`)).text()
  })
  expect((await ask(url, { 'grpc-timeout': '10m' })).value).toBe('/free')
})

test.each([
  [{ defaultMs: 0 }, 'TF005: defaultMs is 0; write a number of milliseconds from 1 to 2147483647'],
  [{ defaultMs: '5s' }, 'TF005: defaultMs is "5s"'],
  [{ marginMs: -1 }, 'TF005: marginMs is -1'],
  [{ streams: 'yes' }, 'TF008: streams is "yes"; write true or false'],
  [{ timeout: 5 }, 'TF007: unknown option "timeout"; options are defaultMs, marginMs'],
  [null, 'TF007: options are null'],
])('a wrong option fails at start-up: %j', (options, message) => {
  expect(() => deadline(options as never)).toThrow(message)
})

test('options from the environment', async () => {
  process.env.TRACEFERRY_DEADLINE_DEFAULT_MS = '700'
  try {
    here.limit()
    const url = await here.serve(async () => remainingMs())
    expect((await ask(url)).value).toBeLessThanOrEqual(700)
    process.env.TRACEFERRY_DEADLINE_DEFAULT_MS = 'soon'
    expect(() => deadline()).toThrow('TF005: TRACEFERRY_DEADLINE_DEFAULT_MS is "soon"')
  } finally {
    delete process.env.TRACEFERRY_DEADLINE_DEFAULT_MS
  }
})
