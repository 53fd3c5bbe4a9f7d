import http from 'node:http'
import net from 'node:net'
import { install, uninstall } from '@traceferry/fetch'
import {
  type Echo,
  expectCarried,
  headersOf,
  outside,
  resolveOutsideNames,
  startEcho,
  within,
} from '@traceferry/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eachUndici } from './undici.ts'

const ours = headersOf(6)
let echo: Echo
let tunnels: string[]
let proxy: http.Server
let proxyUrl: string
let restore: () => void

beforeAll(async () => {
  restore = resolveOutsideNames()
  echo = await startEcho()
  // A forward proxy: plain requests go to the echo with the URL they came with, CONNECT makes a tunnel to it.
  proxy = http.createServer((request, response) => echo.server.emit('request', request, response))
  proxy.on('connect', (request, client: net.Socket) => {
    tunnels.push(request.rawHeaders.join('\n').toLowerCase())
    const upstream = net.connect(echo.port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      upstream.pipe(client).pipe(upstream)
    })
    upstream.on('error', () => {})
    client.on('error', () => {})
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  proxyUrl = `http://127.0.0.1:${(proxy.address() as net.AddressInfo).port}`
})
beforeEach(() => {
  install()
  tunnels = []
})
afterEach(() => echo.clear())
afterAll(async () => {
  uninstall()
  restore()
  proxy.closeAllConnections()
  proxy.close()
  await echo.close()
})

await eachUndici((undici) => {
  const { Agent, EnvHttpProxyAgent, MockAgent, Pool, ProxyAgent } = undici

  async function ask(url: string, dispatcher: InstanceType<typeof Agent>): Promise<void> {
    const { body } = await undici.request(url, { dispatcher })
    await body.dump()
  }

  for (const [name, options] of Object.entries({ 'with a tunnel': {}, 'without a tunnel': { proxyTunnel: false } })) {
    test(`ProxyAgent ${name}: the target decides, the proxy's own request gets nothing`, async () => {
      const agent = new ProxyAgent({ uri: proxyUrl, ...options }) as never
      await within(ours, () => ask(`http://orders:${echo.port}/inside`, agent))
      await within(ours, () => ask(`${outside(echo.url)}/outside`, agent))
      expectCarried(echo.seen('/inside'), ours)
      expectCarried(echo.seen('/outside'), [])
      for (const tunnel of tunnels) expect(tunnel).not.toContain('x-request-id')
    })
  }

  test('ProxyAgent without a tunnel, headers in a Map: it loses those by itself, and no list is made of them', async () => {
    const agent = new ProxyAgent({ uri: proxyUrl, proxyTunnel: false }) as never
    const call = async (path: string) => {
      const headers = new Map([['x-own', '1']]) as never
      const { body } = await undici.request(`http://orders:${echo.port}${path}`, { dispatcher: agent, headers })
      await body.dump()
    }
    uninstall()
    await call('/without')
    install()
    await within(ours, () => call('/with'))
    const names = (path: string) => echo.seen(path)[0]?.rawHeaders.filter((_, i) => i % 2 === 0)
    expect(names('/with')?.filter((name) => /^\d+$/.test(name))).toEqual([])
    expect(names('/with')).toEqual(expect.arrayContaining(names('/without') ?? []))
  })

  test('EnvHttpProxyAgent', async () => {
    const agent = new EnvHttpProxyAgent({ httpProxy: proxyUrl, noProxy: '127.0.0.1' }) as never
    await within(ours, () => ask(`http://orders:${echo.port}/proxied`, agent))
    await within(ours, () => ask(`${echo.url}/direct`, agent))
    await within(ours, () => ask(`${outside(echo.url)}/outside`, agent))
    expectCarried([...echo.seen('/proxied'), ...echo.seen('/direct')], ours, 2)
    expectCarried(echo.seen('/outside'), [])
  })

  test('MockAgent: mocks see the headers, and can ask for them', async () => {
    const agent = new MockAgent()
    agent.disableNetConnect()
    const seen: object[] = []
    const pool = agent.get('http://orders:8080')
    pool.intercept({ path: '/a', headers: { 'x-request-id': 'request-6' } }).reply(200, ({ headers }) => {
      seen.push(headers as object)
      return 'mocked'
    })
    await within(ours, () => ask('http://orders:8080/a', agent as never))
    expect(seen).toEqual([expect.objectContaining({ 'x-request-id': 'request-6', traceparent: ours[3] })])
    await agent.close()
  })

  test('an Agent whose factory makes composed pools', async () => {
    const agent = new Agent({
      factory: (origin, options) =>
        new Pool(origin, options).compose((next) => (opts, handler) => next({ ...opts }, handler)),
    })
    await within(ours, () => ask(`${echo.url}/factory`, agent))
    expectCarried(echo.seen('/factory'), ours)
    await agent.destroy()
  })

  test('a Pool called with the origin of somebody else: both must be inside', async () => {
    const pool = new Pool(echo.url)
    const call = { path: '/foreign', method: 'GET', origin: 'http://outside.example.com' } as const
    await within(ours, async () => (await pool.request(call)).body.dump())
    expectCarried(echo.seen('/foreign'), [])
    const outer = new Pool(outside(echo.url))
    await within(ours, async () => (await outer.request({ ...call, origin: 'http://orders' })).body.dump())
    expectCarried(echo.seen('/foreign'), [], 2)
    await Promise.all([pool.destroy(), outer.destroy()])
  })

  test('a BalancedPool over several upstreams, saturated', async () => {
    const other = await startEcho()
    const pool = new undici.BalancedPool([echo.url, other.url], { connections: 1 })
    await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        within(headersOf(i + 1), async () => {
          const { body } = await pool.request({ path: `/${i + 1}`, method: 'GET' })
          await body.dump()
        }),
      ),
    )
    for (let n = 1; n <= 40; n++) expectCarried([...echo.seen(`/${n}`), ...other.seen(`/${n}`)], headersOf(n))
    await pool.destroy()
    await other.close()
  })
})

describe('built-in fetch and a dispatcher of the caller', async () => {
  await eachUndici((undici, major) => {
    test('carries them, or fails as it does without traceferry', async () => {
      const dispatcher = new undici.Agent({ connections: 1 })
      const call = async () => (await fetch(`${echo.url}/own`, { dispatcher } as never)).text()
      const outcome = async () => call().catch((error: Error) => String(error.cause ?? error))
      uninstall()
      const without = await outcome()
      install()
      echo.clear()
      expect(await within(ours, outcome)).toBe(without)
      if (without === '/own') expectCarried(echo.seen('/own'), ours)
      expect([major, echo.seen('/own').length <= 1]).toEqual([major, true])
      await dispatcher.destroy()
    })
  })

  test('one of an unknown make, which undici calls by its dispatch alone', async () => {
    const { Agent } = await import('undici6')
    const inner = new Agent()
    const seen: object[] = []
    const unknown = {
      dispatch(opts: object, handler: object) {
        seen.push(opts)
        return inner.dispatch(opts as never, handler as never)
      },
    }
    const init = Object.freeze({ dispatcher: unknown })
    const answer = await within(ours, () => fetch(`${echo.url}/unknown`, init as never)).catch(String)
    if (typeof answer === 'object') expectCarried(echo.seen('/unknown'), ours)
    expect(seen[0]).toMatchObject({ headers: { 'x-request-id': 'request-6' } })
    await inner.destroy()
  })
})
