import http from 'node:http'
import http2 from 'node:http2'
import type { AddressInfo } from 'node:net'
import { install, uninstall } from '@traceferry/fetch'
import { headersOf, within } from '@traceferry/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eachUndici } from './undici.ts'

// Headers of a caller that run code of the caller's are read once, as the client would read them, or not at all: the call is as
// without us. Found by `npm run tool -- differential`.

const ours = headersOf(7)
const node = Number(process.versions.node.split('.')[0])
const seen: string[][] = []
const server = http.createServer((request, response) => {
  seen.push(request.rawHeaders)
  response.end()
})
const second = http2.createServer().on('stream', (stream, ...args) => {
  seen.push((args as unknown[])[2] as string[])
  stream.respond({}, { endStream: true })
})
const listen = (one: http.Server | http2.Http2Server) =>
  new Promise<number>((resolve) => one.listen(0, '127.0.0.1', () => resolve((one.address() as AddressInfo).port)))
let port: number
let port2: number

beforeAll(async () => {
  install()
  port = await listen(server)
  port2 = await listen(second)
})
beforeEach(() => {
  seen.length = 0
})
afterAll(() => {
  uninstall()
  server.close()
  second.close()
})

const carries = (lines: string[] | undefined) => lines?.includes('request-7') === true
const textUnder = (lines: string[] | undefined, name: string) => lines?.[lines.indexOf(name) + 1]

/** Says how often it was asked. */
function counting(): { headers: Record<string, string>; asked: () => number } {
  let asked = 0
  const get = () => `answer-${++asked}`
  const headers = Object.defineProperty({}, 'x-own', { get, enumerable: true }) as Record<string, string>
  return { headers, asked: () => asked }
}

const once = function* (): Generator<[string, string]> {
  yield ['x-own', 'a']
  yield ['accept', 'b']
}

const turning = (target: object): { proxy: object; asked: () => number } => {
  let asked = 0
  const trap = <R>(answer: R): R => {
    asked++
    return answer
  }
  const proxy = new Proxy(target, {
    get: (t, key) => trap(Reflect.get(t, key)),
    has: (t, key) => trap(Reflect.has(t, key)),
    ownKeys: (t) => trap(Reflect.ownKeys(t)),
  })
  return { proxy, asked: () => asked }
}

await eachUndici((undici) => {
  const send = (headers: unknown) =>
    within(ours, async () => {
      const { body } = await undici.request(`http://127.0.0.1:${port}`, { headers: headers as never })
      await body.dump()
      return seen[0]
    })
  const outside = async (headers: unknown) => {
    const { body } = await undici.request(`http://127.0.0.1:${port}`, { headers: headers as never })
    await body.dump()
  }

  test('what iterates once arrives, and ours with it', async () => {
    const lines = await send(once())
    expect([textUnder(lines, 'x-own'), textUnder(lines, 'accept'), carries(lines)]).toEqual(['a', 'b', true])
  })
  test('a getter is asked once', async () => {
    const { headers, asked } = counting()
    const lines = await send(headers)
    expect([textUnder(lines, 'x-own'), asked(), carries(lines)]).toEqual(['answer-1', 1, true])
  })
  test('a getter in a list is asked once', async () => {
    let asked = 0
    const list = Object.defineProperty(['x-own', ''], 1, { get: () => `answer-${++asked}`, enumerable: true })
    expect(textUnder(await send(list), 'x-own')).toBe('answer-1')
  })
  test('what iterates once is used up as far as without us where undici refuses a header', async () => {
    const entries = [
      ['x-own', 'a'],
      ['upgrade', 'b'],
      ['x-else', 'c'],
    ] // prettier-ignore
    const left = async (line: boolean) => {
      let at = 0
      const next = () => ({ done: at >= entries.length, value: entries[at++] })
      const headers = { next, [Symbol.iterator]: () => headers }
      const agent = new undici.RetryAgent(new undici.Agent())
      const call = () => undici.request(`http://127.0.0.1:${port}`, { headers: headers as never, dispatcher: agent })
      const outcome = await (line ? within(ours, call) : call()).catch((error: Error) => error.message)
      await agent.close()
      return [typeof outcome === 'string' ? outcome : outcome.statusCode, at]
    }
    expect(await left(true)).toEqual(await left(false))
  })
  test('what headers inherit is still inherited: a ProxyAgent looks there for a host', async () => {
    class Own {
      'x-own' = 'a'
    }
    Object.defineProperty(Own.prototype, 'host', { value: 'orders', enumerable: true })
    const proxy = http.createServer((request, response) => server.emit('request', request, response))
    const uri = `http://127.0.0.1:${await listen(proxy)}`
    const agent = new undici.ProxyAgent({ uri, proxyTunnel: false } as never)
    const call = async () => {
      const options = { headers: new Own() as never, dispatcher: agent }
      await (await undici.request(`http://127.0.0.1:${port}`, options)).body.dump()
      return textUnder(seen.pop(), 'host')
    }
    expect(await within(ours, call)).toBe(await call())
    await agent.close()
    proxy.close()
  })
  test('a proxy is asked no more than without us, and carries nothing', async () => {
    const [bare, own] = [turning({ 'x-own': 'a' }), turning({ 'x-own': 'a' })]
    await outside(bare.proxy)
    seen.length = 0
    const lines = await send(own.proxy)
    expect([carries(lines), own.asked()]).toEqual([false, bare.asked()])
  })
  test.each([
    [
      'an iterator that throws',
      {
        *[Symbol.iterator]() {
          yield ['a', 'b']
          throw new RangeError('mine')
        },
      },
      'mine',
    ],
    [
      'what iterates over no pairs',
      {
        *[Symbol.iterator]() {
          yield 'accept'
          yield ['b', 'c']
        },
      },
      'key-value pair',
    ],
    ['an odd list', ['accept'], 'even'],
  ])('%s fails as without us', async (_, headers, message) => {
    await expect(send(headers)).rejects.toThrow(message)
    await expect(outside(headers)).rejects.toThrow(message)
  })
  test('an iterator without an end is not read to its end', async () => {
    let asked = 0
    const endless = {
      *[Symbol.iterator]() {
        for (;;) yield asked++ < 5 ? ['x', 'y'] : 'no pair'
      },
    }
    await expect(send(endless)).rejects.toThrow('key-value pair')
  })
})

describe('node:http', () => {
  const send = (headers: unknown) =>
    within(
      ours,
      () =>
        new Promise<string[] | undefined>((resolve, reject) => {
          const request = http.get({ port, agent: false, headers: headers as never }, (response) => {
            response.resume().on('end', () => resolve(seen[0]))
          })
          request.on('error', reject)
        }),
    )

  test('a getter in a list is asked once', async () => {
    let asked = 0
    const get = () => `answer-${++asked}`
    const list = Object.defineProperty(['x-own', '', 'host', 'orders'], 1, { get, enumerable: true })
    const lines = await send(list)
    expect([textUnder(lines, 'x-own'), carries(lines)]).toEqual(['answer-1', true])
  })
  test('a proxy of a list carries nothing', async () => {
    const lines = await send(turning(['x-own', 'a', 'host', 'orders']).proxy)
    expect([textUnder(lines, 'x-own'), carries(lines)]).toEqual(['a', false])
  })
  test('a list that is refused is shown as it came', () => {
    const list = Object.assign(['x-own', 'a', 'x-odd'], { [Symbol('mine')]: 1 })
    expect(() => within(ours, () => http.request({ port, headers: list }))).toThrow('Symbol(mine)')
  })
  test('options are not asked for what Node would not ask', async () => {
    let asked = 0
    const options = {
      port,
      agent: false,
      get path() {
        return ++asked === 1 ? '/first' : '/second'
      },
    }
    const request = within(ours, () => http.request(options as http.RequestOptions))
    expect(request.path).toBe('/first')
    request.on('error', () => {}).destroy()
  })
})

describe('node:http2', () => {
  const send = (headers: unknown) =>
    within(
      ours,
      () =>
        new Promise<string[] | undefined>((resolve, reject) => {
          const session = http2.connect(`http://127.0.0.1:${port2}`)
          session.on('error', reject)
          try {
            const stream = session.request(headers as never)
            stream
              .on('error', reject)
              .on('close', () => resolve(seen[0]))
              .resume()
              .end()
            stream.on('close', () => session.destroy())
          } catch (error) {
            session.destroy()
            reject(error)
          }
        }),
    )

  test('what iterates is an object to it, and stays one', async () => {
    const lines = await send({ 'x-own': 'a', [Symbol.iterator]: once })
    expect([textUnder(lines, 'x-own'), carries(lines)]).toEqual(['a', true])
    seen.length = 0
    expect(carries(await send(new Map([['x-own', 'a']])))).toBe(true)
  })
  test('symbols stay: those that must not be indexed are among them', async () => {
    const headers = { 'x-own': 'a', [http2.sensitiveHeaders]: ['x-own'] }
    const stream = await within(ours, async () => {
      const session = http2.connect(`http://127.0.0.1:${port2}`)
      const stream = session.request(headers)
      await new Promise((resolve) => stream.on('close', resolve).resume().end())
      session.destroy()
      return stream
    })
    expect((stream.sentHeaders as Record<symbol, unknown>)[http2.sensitiveHeaders]).toEqual(['x-own'])
  })
  test('null is what it is without us', async () => {
    uninstall()
    const bare = await send(null).then(carries, (error: Error) => error.message)
    install()
    seen.length = 0
    expect(await send(null).then(carries, (error: Error) => error.message)).toBe(bare)
  })
  test('a getter is asked once', async () => {
    const { headers, asked } = counting()
    expect([textUnder(await send(headers), 'x-own'), asked()]).toEqual(['answer-1', 1])
  })
  test('a revoked proxy fails with the words of Node', async () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    uninstall()
    const bare = await send(proxy).catch((error: Error) => error.message)
    install()
    expect(await send(proxy).catch((error: Error) => error.message)).toBe(bare)
  })
  test.runIf(node >= 24)('a list with a getter carries nothing, and is asked as often as without us', async () => {
    let asked = 0
    const list = Object.defineProperty([':path', '/', 'x-own', ''], 3, { get: () => `${++asked}`, enumerable: true })
    const lines = await send(list)
    uninstall()
    const own = asked
    await send(list)
    install()
    expect([carries(lines), own]).toEqual([false, asked - own])
  })
})
