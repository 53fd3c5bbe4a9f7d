import { once } from 'node:events'
import { createServer, get, type IncomingMessage, request as requestOf, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { capture, counters, createPolicy, current, explain, run } from '@traceferry/core'
import { uninstall } from '@traceferry/fetch'
import { type Echo, listen, startEcho } from '@traceferry/testkit'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { traceferry } from '../src/index.ts'

// A captured set expires some time after its request: what a request has started for all does not carry its ids forever.

const expiresAfterMs = 150 // milliseconds
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

const ids = (path: string) => echo.seen(path).map((call) => call.all('x-request-id')[0])
const call = (path: string) => fetch(`${echo.url}${path}`).then((answer) => answer.text())

type Listener = (request: IncomingMessage, response: ServerResponse) => void

/** Serves one request with this listener, and what stays open afterwards. */
async function serve(
  listener: Listener,
  expires = expiresAfterMs,
): Promise<{ ask(id: string): Promise<string>; port: number; close(): Promise<void> }> {
  const served = await listen(traceferry(createServer(listener), { expiresAfterMs: expires }))
  const { port } = new URL(served.url)
  return {
    port: Number(port),
    async close() {
      await served.close()
    },
    async ask(id) {
      const [answer] = await once(get({ port, headers: { 'x-request-id': id } }), 'response')
      let text = ''
      for await (const chunk of answer) text += chunk
      return text
    },
  }
}

describe('some time after its request is over', () => {
  test.each(['a proxy', 'an object that inherits'])(
    'also where the app gives the response %s of the request',
    async (kind) => {
      let timer: NodeJS.Timeout | undefined
      const service = await serve((request, response) => {
        const wrapped = kind === 'a proxy' ? new Proxy(request, {}) : Object.create(request)
        Object.assign(response, { req: wrapped })
        timer = setInterval(() => void call('/wrapped'), 20)
        response.end()
      })
      await service.ask('r-1')
      await vi.waitUntil(() => ids('/wrapped').at(-1) === undefined && ids('/wrapped').includes('r-1'), PATIENCE)
      clearInterval(timer)
      await service.close()
    },
  )

  test('a timer that it has started carries nothing, while other requests come and go', async () => {
    let timer: NodeJS.Timeout | undefined
    let made = 0
    // On a busy machine calls do not arrive in the order in which they were made.
    const next = () =>
      fetch(`${echo.url}/interval`, { headers: { number: `${made++}` } }).then((answer) => answer.text())
    const service = await serve((_, response) => {
      if (timer === undefined) void next()
      timer ??= setInterval(next, 10)
      response.end()
    })
    let asked = 0
    const more = async () => void (await service.ask(`r${asked++}`))
    const bare = () => ids('/interval').filter((id) => id === undefined).length
    for (const until = performance.now() + PATIENCE.timeout; bare() < 5 && performance.now() < until; ) await more()
    clearInterval(timer)
    await service.close()
    const numberOf = (seen: { all(name: string): readonly string[] }) => Number(seen.all('number')[0])
    const seen = [...echo.seen('/interval')]
      .sort((a, b) => numberOf(a) - numberOf(b))
      .map((call) => call.all('x-request-id')[0])
    const expired = seen.indexOf(undefined)
    expect(seen[0]).toBe('r0')
    expect(new Set(seen.slice(0, expired))).toEqual(new Set(['r0']))
    expect(new Set(seen.slice(expired))).toEqual(new Set([undefined]))
    expect(bare()).toBeGreaterThanOrEqual(5)
    expect(asked).toBeGreaterThan(1)
  })

  test('work that it left to be done soon still carries its ids', async () => {
    const service = await serve((_, response) => {
      response.on('close', () => setTimeout(() => call('/soon'), 20))
      response.end()
    }, 60_000)
    for (let i = 0; i < 10; i++) await service.ask(`r${i}`)
    const wanted = Array.from({ length: 10 }, (_, i) => `r${i}`).sort()
    await expect.poll(() => ids('/soon').sort(), PATIENCE).toEqual(wanted)
    await service.close()
  })

  test('a call is counted as expired, and explain says so', async () => {
    const service = await serve(async (_, response) => {
      response.end()
      await vi.waitUntil(() => current() === undefined, PATIENCE)
      explained = [explain(`${echo.url}/late`).rule, explain(`${echo.url}/late`).forwarded]
      await call('/late')
      await new Promise((resolve) => get(`${echo.url}/late`, (answer) => answer.resume().on('end', resolve)))
      expect(current()).toBeUndefined()
      done()
    })
    let explained: unknown
    let done = () => {}
    const finished = new Promise<void>((resolve) => {
      done = resolve
    })
    const before = counters().skipped.expired ?? 0
    await service.ask('r')
    await finished
    await service.close()
    expect(explained).toEqual(['expired', false])
    expect(ids('/late')).toEqual([undefined, undefined])
    expect((counters().skipped.expired ?? 0) - before).toBe(2)
  })

  test('what is kept of it is let go', async () => {
    const kept: WeakRef<object>[] = []
    const timers: NodeJS.Timeout[] = []
    const service = await serve((_, response) => {
      kept.push(new WeakRef(current() as object))
      timers.push(setInterval(() => void current(), 50))
      response.end()
    })
    for (let i = 0; i < 20; i++) await service.ask(`r${i}`)
    const { setFlagsFromString } = process.getBuiltinModule('node:v8')
    setFlagsFromString('--expose-gc')
    const gc = process.getBuiltinModule('node:vm').runInNewContext('gc') as () => void
    // The last one may be held by the client's socket.
    await vi.waitUntil(() => {
      gc()
      return kept.filter((set) => set.deref() !== undefined).length < 2
    }, PATIENCE)
    for (const timer of timers) clearInterval(timer)
    await service.close()
  })
})

describe('as long as it is open', () => {
  test('an event stream carries its ids, however long it takes', async () => {
    const service = await serve(async (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (let i = 0; i < 4; i++) {
        await sleep(expiresAfterMs / 2)
        await call('/event')
        response.write('data: x\n\n')
      }
      response.end()
    })
    await service.ask('stream')
    await service.close()
    expect(ids('/event')).toEqual(['stream', 'stream', 'stream', 'stream'])
  })

  test('an upgraded connection carries its ids until its socket is closed', async () => {
    const server = traceferry(createServer(), { expiresAfterMs })
    let timer: NodeJS.Timeout | undefined
    server.on('upgrade', (_, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: mine\r\n\r\n')
      socket.resume().on('end', () => socket.end())
      timer = setInterval(() => call('/upgraded'), 50)
    })
    const served = await listen(server)
    const socket = connect(Number(new URL(served.url).port))
    socket.write('GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: mine\r\nx-request-id: up\r\n\r\n')
    // Ten calls, 50 ms apart or more: three times as long as a set lives after its request.
    await vi.waitUntil(() => ids('/upgraded').length >= 10, PATIENCE)
    const open = ids('/upgraded')
    socket.destroy()
    await vi.waitUntil(() => ids('/upgraded').at(-1) === undefined, PATIENCE)
    clearInterval(timer)
    await served.close()
    expect(new Set(open)).toEqual(new Set(['up']))
    expect(ids('/upgraded').at(-1)).toBeUndefined()
  })

  test('an upgraded socket of an outbound call belongs to the call', async () => {
    const upstream = createServer().on('upgrade', (_, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: mine\r\n\r\n')
      setTimeout(() => socket.end('message'), 20)
    })
    const far = await listen(upstream)
    const service = await serve((_, response) => {
      const headers = { connection: 'upgrade', upgrade: 'mine' }
      requestOf(far.url, { headers })
        .on('upgrade', (_answer, socket) => {
          socket.on('data', () => call('/message')).on('end', () => response.end())
        })
        .end()
    })
    await Promise.all(['a', 'b', 'c'].map((id) => service.ask(id)))
    await expect.poll(() => ids('/message').sort(), PATIENCE).toEqual(['a', 'b', 'c'])
    await service.close()
    await far.close()
  })
})

describe('a set that run() was given by hand', () => {
  const policy = createPolicy({ expiresAfterMs }, {})
  const message = (id: string) => capture(['x-request-id', id], policy)

  test('lives as long as the function takes, and some time after', async () => {
    let timer: NodeJS.Timeout | undefined
    const result = await run(message('job'), async () => {
      timer = setInterval(() => call('/left'), 40)
      for (let i = 0; i < 4; i++) {
        await sleep(expiresAfterMs / 2)
        await call('/job')
      }
      return 'done'
    })
    await vi.waitUntil(() => ids('/left').length > 0 && ids('/left').at(-1) === undefined, PATIENCE)
    clearInterval(timer)
    expect(result).toBe('done')
    expect(ids('/job')).toEqual(['job', 'job', 'job', 'job'])
    expect(ids('/left').at(-1)).toBeUndefined()
  })

  test('may be run again, later', async () => {
    const set = message('again')
    let expired: Promise<unknown> | undefined
    await run(set, () => {
      expired = vi.waitUntil(() => current() === undefined, PATIENCE)
      return call('/first')
    })
    await expired
    await run(set, () => call('/second'))
    expect([...ids('/first'), ...ids('/second')]).toEqual(['again', 'again'])
  })

  test('an unhandled rejection is still reported, a handled one is not', async () => {
    const reported: unknown[] = []
    const others = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection')
    process.on('unhandledRejection', (reason) => reported.push(reason))
    const fail = (text: string) => async () => {
      await sleep(1)
      throw new RangeError(text)
    }
    void run(message('x'), fail('unhandled'))
    await expect(run(message('y'), fail('handled'))).rejects.toThrow('handled')
    await vi.waitUntil(() => reported.length > 0, PATIENCE)
    process.removeAllListeners('unhandledRejection')
    for (const listener of others) process.on('unhandledRejection', listener)
    expect(reported.map((reason) => (reason as Error).message)).toEqual(['unhandled'])
  })
})

test.each([-1, 'soon', Number.NaN, null])('%s is not a time', (wrong) => {
  expect(() => createPolicy({ expiresAfterMs: wrong as number }, {})).toThrow(/TF005.*expiresAfterMs/)
})
