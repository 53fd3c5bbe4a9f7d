import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import net from 'node:net'
import { capture, createPolicy, current, run } from '@traceferry/core'
import { install, uninstall } from '@traceferry/fetch'
import { headersOf, startWire, type Wire, within } from '@traceferry/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eachUndici } from './undici.ts'

// Every host that sees a call has a say in what it carries: the host it connects to, and the hosts that it names on the wire.

const ours = headersOf(3)
const node = Number(process.versions.node.split('.')[0])
let wire: Wire

beforeAll(async () => {
  install()
  wire = await startWire()
})
beforeEach(() => {
  wire.sent.length = 0
  wire.speaks = 'http/1.1'
})
afterAll(async () => {
  uninstall()
  await wire.close()
})

/** Whether each request on the wire had our headers. */
const carried = () => wire.sent.map(({ lines }) => lines.some((line) => /^x-request-id: request-3$/i.test(line)))

/** Within our set, unless the test is within its own. */
const own = <R>(fn: () => R): R => (current() === undefined ? within(ours, fn) : fn())

async function send(make: () => http.ClientRequest): Promise<void> {
  await within(ours, () => {
    const request = make()
    return new Promise<void>((resolve) => {
      request.on('response', (response) => response.resume().on('end', resolve)).on('error', () => resolve())
      request.end()
    })
  })
}

const get = (options: http.RequestOptions) => send(() => http.request({ agent: false, ...options }))

describe('node:http', () => {
  test.each(['orders', 'orders.shop.svc', '10.1.2.3', '::1', '[::1]', 'fd12::1', 'ORDERS'])(
    '%s gets them',
    async (host) => {
      await get({ host })
      expect(carried()).toEqual([true])
    },
  )

  test.each([
    'orders:80',
    'orders/.evil.example',
    'orders?.evil.example',
    'orders#.evil.example',
    'orders\\.evil.example',
    'evil.example@orders',
    'evil.example/@orders',
    'orders%.evil.example',
    'localhost%2eevil.example',
    'or\tders',
    'orders evil.example',
    'orders:80@evil.example',
    'orders,evil.example',
    'orders.s\u00advc',
    '::1.evil.example',
    '[::1].evil.example',
    'fe80::1%lo',
  ])('%j is no host of the mesh: it is looked up as it is', async (host) => {
    await get({ host })
    expect(wire.sent.map(({ met }) => met[0])).toEqual([host])
    expect(carried()).toEqual([false])
  })

  test.each(['evil.example', 'evil.example@orders', 'orders/evil.example', 'orders#evil.example', 'evil.example#.svc'])(
    'Host: %s, in any shape, at any time',
    async (host) => {
      await get({ host: 'orders', headers: { host } })
      await get({ host: 'orders', headers: ['HOST', host] })
      await get({ host: 'orders', headers: [['Host', host]] as never })
      await send(() => {
        const request = http.request({ host: 'orders', agent: false })
        request.setHeader('hOst', host)
        return request
      })
      expect(carried()).toEqual([false, false, false, false])
    },
  )

  test.each([
    'http://evil.example/',
    'HTTP://evil.example',
    'ftp://evil.example/',
    'http:/evil.example',
    'http:\\\\evil.example',
    'http://orders@evil.example/',
    'http://evil.example\\@orders/',
    'http://[bad/',
  ])('a whole URL as path: %s', async (path) => {
    await get({ host: 'orders', path })
    await send(() => Object.assign(http.request({ host: 'orders', agent: false }), { path }))
    expect(carried()).toEqual([false, false])
  })

  test('a proxy that gets the whole URL sees the request as well', async () => {
    const headers = { host: 'orders' }
    await get({ host: 'squid', path: 'http://orders/', headers })
    await get({ host: 'proxy.example', path: 'http://orders/', headers })
    await send(() =>
      http.request('http://orders/', {
        path: 'http://orders/',
        agent: Object.assign(new http.Agent(), { proxy: new URL('http://proxy.example:3128') }),
      }),
    )
    expect(carried()).toEqual([true, false, false])
  })

  test.skipIf(node < 24)("a proxy of Node's own agent", async () => {
    for (const proxy of ['http://squid:3128', 'http://proxy.example:3128']) {
      const agent = new http.Agent({ proxyEnv: { HTTP_PROXY: proxy } } as never)
      await send(() => http.request('http://orders/', { agent }))
      agent.destroy()
    }
    expect(wire.sent.map(({ met, lines }) => [met[0], lines[0]])).toEqual([
      ['squid', 'GET http://orders/ HTTP/1.1'],
      ['proxy.example', 'GET http://orders/ HTTP/1.1'],
    ])
    expect(carried()).toEqual([true, false])
  })

  test("an agent's host wins over the request's, and is looked up", async () => {
    for (const host of ['evil.example', 'stock']) {
      const agent = new http.Agent({ host } as never)
      await send(() => http.request('http://orders/', { agent }))
      await send(() => http.request({ host: 'orders', agent, headers: ['host', 'orders'] }))
      agent.destroy()
    }
    expect(wire.sent.map(({ met }) => met[0])).toEqual(['evil.example', 'evil.example', 'stock', 'stock'])
    expect(carried()).toEqual([false, false, true, true])
  })

  test('a port in a name is part of it, also beside an inherited name without', async () => {
    await send(() =>
      http.request(Object.assign(Object.create({ hostname: 'orders' }), { host: 'orders:80', agent: false })),
    )
    expect(carried()).toEqual([false])
  })

  test('options that Node does not copy, and options that change, are not what it connects to', async () => {
    const headers = { host: 'orders' }
    let reads = 0
    await get({ host: 'evil.example', headers, ...{ hostname: undefined } })
    await send(() =>
      http.request(
        Object.assign(Object.create({ hostname: 'orders' }), { host: 'evil.example', agent: false, headers }),
      ),
    )
    await send(() =>
      http.request({
        get hostname() {
          return reads++ === 0 ? 'orders' : 'evil.example'
        },
        agent: false,
        headers,
      }),
    )
    expect(wire.sent.map(({ met }) => met[0])).toEqual(['evil.example', 'evil.example', 'evil.example'])
    expect(carried()).toEqual([false, false, false])
  })

  test('the name that TLS asks for', async () => {
    const options = { rejectUnauthorized: false, agent: false } as const
    await send(() => https.request('https://orders/', options))
    await send(() => https.request('https://orders/', { ...options, servername: 'orders.shop.svc' }))
    await send(() => https.request('https://orders/', { ...options, servername: 'evil.example' }))
    const agent = new https.Agent({ servername: 'evil.example', rejectUnauthorized: false })
    await send(() => https.request('https://orders/', { agent }))
    agent.destroy()
    expect(wire.sent.map(({ met }) => met.at(-1))).toEqual([
      'orders',
      'orders.shop.svc',
      'evil.example',
      'evil.example',
    ])
    expect(carried()).toEqual([true, true, false, false])
  })

  test('a unix socket and an own connection: the name in Host decides', async () => {
    const createConnection = () => net.connect({ host: 'anywhere', port: 80 })
    await get({ host: 'orders', createConnection } as never)
    await get({ host: 'orders', createConnection, headers: { host: 'evil.example' } } as never)
    expect(carried()).toEqual([true, false])
  })
})

describe('node:http2', () => {
  async function ask(authority: string | object, options: object, headers: unknown): Promise<void> {
    wire.speaks = 'h2'
    const session = http2.connect(authority as string, options)
    session.on('error', () => {})
    await within(ours, () => {
      const stream = session.request(headers as never)
      return new Promise<void>((resolve) =>
        stream
          .on('error', () => {})
          .on('close', resolve)
          .resume()
          .end(),
      )
    })
    session.destroy()
  }

  test.each([
    ['orders', {}, true],
    ['orders', { host: 'stock' }, true],
    ['orders', { host: 'evil.example' }, false],
    ['evil.example', { host: 'orders' }, false],
    ['orders', { servername: 'evil.example' }, false],
  ])('to %s with %o', async (host, options, goes) => {
    await ask(`http://${host}`, options, { ':path': '/' })
    await ask({ protocol: 'http:', hostname: host }, options, { ':path': '/' })
    expect(wire.sent.map(({ met }) => met)).toEqual(Array(2).fill([(options as { host?: string }).host ?? host]))
    expect(carried()).toEqual([goes, goes])
  })

  test('a name that a URL parser would cut', async () => {
    await ask({ protocol: 'http:', hostname: 'orders/.evil.example' }, {}, { ':authority': 'orders' })
    await ask({ protocol: 'http:', host: 'orders#.evil.example' }, {}, { ':authority': 'orders' })
    expect(carried()).toEqual([false, false])
  })

  const rest = { ':method': 'GET', ':scheme': 'http' }
  test.each<[string, object, boolean]>([
    ['what it is for', { ':path': '/' }, true],
    ['its own name', { ':path': '/', ':authority': 'orders' }, true],
    ['an outside :authority', { ':path': '/', ':authority': 'evil.example' }, false],
    ['an outside host', { ':path': '/', ':authority': 'orders', host: 'evil.example' }, false],
    ['a signed :path', { ':path': '/?X-Amz-Signature=1', ':authority': 'orders' }, false],
    ['grpc-js', { ':path': '/', 'user-agent': 'grpc-node-js/1.14.0' }, false],
  ])('a request with %s, as an object and as a list', async (_, fields, goes) => {
    await ask('http://orders', {}, { ...rest, ...fields })
    if (node >= 24) await ask('http://orders', {}, Object.entries({ ...rest, ...fields }).flat())
    expect(carried()).toEqual(node >= 24 ? [goes, goes] : [goes])
  })

  test('CONNECT, as an object and as a list', async () => {
    const fields = { ':method': 'CONNECT', ':authority': 'orders:443' }
    await ask('http://orders', {}, fields)
    if (node >= 24) await ask('http://orders', {}, Object.entries(fields).flat())
    expect(carried()).toEqual(node >= 24 ? [false, false] : [false])
  })
})

await eachUndici((undici) => {
  const { Agent, BalancedPool, Client, Pool, ProxyAgent } = undici
  type Dispatcher = InstanceType<typeof Agent>

  async function ask(dispatcher: object, options: object): Promise<void> {
    await own(async () => {
      const { body } = await (dispatcher as Dispatcher).request({ method: 'GET', path: '/', ...options } as never)
      await body.dump()
    })
    await (dispatcher as Dispatcher).destroy()
  }

  test('a whole URL as path, which is the way through a proxy', async () => {
    for (const Kind of [Client, Pool, BalancedPool]) {
      await ask(new Kind('http://squid'), { path: 'http://evil.example/collect' })
      await ask(new Kind('http://squid'), { path: 'http://orders/' })
      await ask(new Kind('http://proxy.example'), { path: 'http://orders/' })
      await ask(new Kind('http://squid'), { path: 'http://orders@evil.example/' })
    }
    expect(carried()).toEqual(Array(3).fill([false, true, false, false]).flat())
  })

  test('a ProxyAgent: who only makes a tunnel has no say, who gets the request has', async () => {
    await ask(new ProxyAgent({ uri: 'http://proxy.example', proxyTunnel: true }), { origin: 'http://orders' })
    expect(carried()).toEqual([false, true])
    wire.sent.length = 0
    await ask(new ProxyAgent({ uri: 'http://proxy.example', proxyTunnel: false }), { origin: 'http://orders' })
    await ask(new ProxyAgent({ uri: 'http://squid', proxyTunnel: false }), { origin: 'http://orders' })
    const plain = wire.sent.filter(({ lines }) => !lines[0]?.startsWith('CONNECT'))
    for (const { met, lines } of plain) {
      const inside = met[0] === 'squid' || met[0] === 'orders'
      expect([met, lines.some((line) => /^x-request-id/i.test(line))]).toEqual([met, inside])
    }
  })

  test('Host in every shape', async () => {
    for (const headers of [{ HOST: 'evil.example' }, ['host', 'evil.example'], new Map([['Host', 'evil.example']])])
      await ask(new Agent(), { origin: 'http://orders', headers })
    await ask(new Agent(), { origin: 'http://orders', headers: { host: 'evil.example@orders' } })
    expect(carried()).toEqual([false, false, false, false])
  })

  test('an interceptor that leads the call elsewhere on the way to its socket', async () => {
    const lead = (to: object) =>
      new Agent({
        factory: (origin, options) =>
          new Pool(origin, options as object).compose(
            (next) => (opts, handler) => next({ ...opts, ...to } as never, handler),
          ),
      })
    await ask(lead({ path: 'http://evil.example/' }), { origin: 'http://orders' })
    await ask(lead({ path: '/other' }), { origin: 'http://orders' })
    const withHost = new Agent({
      factory: (origin, options) =>
        new Pool(origin, options as object).compose(
          (next) => (opts, handler) =>
            next({ ...opts, headers: { ...(opts.headers as object), host: 'evil.example' } } as never, handler),
        ),
    })
    await ask(withHost, { origin: 'http://orders' })
    expect(carried()).toEqual([false, true, false])
  })

  test('a signature that undici will put into the path', async () => {
    await ask(new Pool('http://orders'), { query: { 'X-Amz-Signature': 'c' } })
    await ask(new Pool('http://orders'), { query: { page: 2 } })
    expect(carried()).toEqual([false, true])
  })

  test('ids only, where the origin that the call names may get no more', async () => {
    const set = capture(ours, createPolicy({ targets: ['partner.example'] }, {}))
    await run(set, () => ask(new Pool('http://orders'), { origin: 'http://partner.example' }))
    expect(carried()).toEqual([true])
    expect(wire.sent[0]?.lines.join('\n')).not.toMatch(/baggage/i)
  })
})
