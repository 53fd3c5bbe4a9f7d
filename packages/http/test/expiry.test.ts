import { once } from 'node:events'
import { createServer, get, type IncomingMessage, request as requestOf, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { capture, counters, createPolicy, current, explain, run } from '@traceferry/core'
import { uninstall } from '@traceferry/fetch'
import { type Echo, listen, startEcho } from '@traceferry/testkit'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { traceferry } from '../src/index.ts'

// A captured set ends some time after its request: what a request has started for everybody shall not carry its ids for ever.

const expiresAfterMs = 150 // milliseconds
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
): Promise<{ ask(id: string): Promise<string>; port: number; close(): Promise<void> }> {
  const served = await listen(traceferry(createServer(listener), { expiresAfterMs }))
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
  test('timers and loops that it has started carry nothing; work that it left to be done soon still does', async () => {
    let timer: NodeJS.Timeout | undefined
    const service = await serve((_, response) => {
      timer ??= setInterval(() => call('/interval'), 40)
      setTimeout(() => call('/soon'), 20)
      response.end()
    })
    for (let i = 0; i < 10; i++) {
      await service.ask(`r${i}`)
      await sleep(50)
    }
    clearInterval(timer)
    await service.close()
    expect(ids('/soon')).toEqual(Array.from({ length: 10 }, (_, i) => `r${i}`))
    const seen = ids('/interval')
    expect(seen[0]).toBe('r0')
    expect(seen.at(-1)).toBeUndefined()
    expect(seen.filter((id) => id === 'r0').length).toBeLessThan(6)
  })

  test('a call is counted as expired, and explain says so', async () => {
    const service = await serve(async (_, response) => {
      response.end()
      await sleep(expiresAfterMs + 150)
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
    await sleep(expiresAfterMs + 200)
    const { setFlagsFromString } = process.getBuiltinModule('node:v8')
    setFlagsFromString('--expose-gc')
    const gc = process.getBuiltinModule('node:vm').runInNewContext('gc') as () => void
    for (let i = 0; i < 5; i++) {
      gc()
      await sleep(10)
    }
    for (const timer of timers) clearInterval(timer)
    await service.close()
    expect(kept.filter((set) => set.deref() !== undefined).length).toBeLessThan(2)
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
    await sleep(expiresAfterMs * 3)
    const open = ids('/upgraded')
    socket.destroy()
    await sleep(expiresAfterMs * 3)
    clearInterval(timer)
    await served.close()
    expect(open.length).toBeGreaterThan(4)
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
    await expect.poll(() => ids('/message').sort()).toEqual(['a', 'b', 'c'])
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
    await sleep(expiresAfterMs * 3)
    clearInterval(timer)
    expect(result).toBe('done')
    expect(ids('/job')).toEqual(['job', 'job', 'job', 'job'])
    expect(ids('/left').at(-1)).toBeUndefined()
  })

  test('may be run again, later', async () => {
    const set = message('again')
    await run(set, () => call('/first'))
    await sleep(expiresAfterMs * 2)
    await run(set, () => call('/second'))
    expect([...ids('/first'), ...ids('/second')]).toEqual(['again', 'again'])
  })

  test('a rejection that nobody handles is still reported, one that is handled is not', async () => {
    const reported: unknown[] = []
    const others = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection')
    process.on('unhandledRejection', (reason) => reported.push(reason))
    const fail = (text: string) => async () => {
      await sleep(1)
      throw new RangeError(text)
    }
    void run(message('x'), fail('nobody'))
    await expect(run(message('y'), fail('somebody'))).rejects.toThrow('somebody')
    await sleep(30)
    process.removeAllListeners('unhandledRejection')
    for (const listener of others) process.on('unhandledRejection', listener)
    expect(reported.map((reason) => (reason as Error).message)).toEqual(['nobody'])
  })
})

test.each([-1, 'soon', Number.NaN, null])('%s is no time', (wrong) => {
  expect(() => createPolicy({ expiresAfterMs: wrong as number }, {})).toThrow(/TF005.*expiresAfterMs/)
})
