import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import vm from 'node:vm'
import { install, uninstall } from '@traceferry/fetch'
import { type Echo, expectCarried, headersOf, selfSigned, startEcho, within } from '@traceferry/testkit'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'

type Done = (response: http.IncomingMessage) => void

const ours = headersOf(5)
let echo: Echo
let socket: Echo
const socketPath = join(tmpdir(), `traceferry-${process.pid}.sock`)

beforeAll(async () => {
  install()
  echo = await startEcho()
  socket = await startEcho()
  socket.server.close()
  await new Promise<void>((resolve) => socket.server.listen(socketPath, resolve))
})
afterEach(() => echo.clear())
afterAll(async () => {
  uninstall()
  await Promise.all([echo.close(), socket.close()])
})

const host = '127.0.0.1'
const list = () => ['Host', `${host}:${echo.port}`, 'X-Else', '1']

/** Every form in which a request can be asked for, and every option that changes when its headers are written. */
const forms: Record<string, (url: URL, done: Done) => http.ClientRequest> = {
  'get(string, callback)': (url, done) => http.get(url.href, done),
  'get(URL, callback)': (url, done) => http.get(url, done),
  'get(options, callback)': (url, done) => http.get({ host, port: url.port, path: url.pathname }, done),
  'get(string, options, callback)': (url, done) => http.get(url.href, { headers: { accept: '*/*' } }, done),
  'get(URL, options, callback)': (url, done) => http.get(url, { agent: false }, done),
  'get(URL, undefined, callback)': (url, done) => http.get(url, undefined as never, done),
  'get(URL) and on(response)': (url, done) => http.get(url).on('response', done),
  'get(options) and on(response)': (url, done) =>
    http.get({ host, port: url.port, path: url.pathname }).on('response', done),
  'a URL of another realm': (url, done) =>
    http.get(vm.runInNewContext('new URL(u)', { URL: otherRealmUrl(), u: url.href }), done),
  'hostname goes before host': (url, done) =>
    http.get({ hostname: host, host: 'outside.example.com', port: url.port, path: url.pathname }, done),
  'headers as a flat list': (url, done) => http.get(url, { headers: list() }, done),
  'headers as pairs': (url, done) => http.get(url, { headers: [list().slice(0, 2), list().slice(2)] as never }, done),
  'Expect: 100-continue': (url, done) => {
    const request = http.request(url, { method: 'POST', headers: { expect: '100-continue' } }, done)
    return request.on('continue', () => request.end('body'))
  },
  'agent: false': (url, done) => http.get(url, { agent: false }, done),
  'setHost: false': (url, done) => http.get(url, { setHost: false, headers: { host: 'orders' } }, done),
  createConnection: (url, done) =>
    http.get(url, { createConnection: () => net.connect(Number(url.port), host) } as http.RequestOptions, done),
  'headers set later with setHeader': (url, done) => {
    const request = http.request(url, done)
    request.setHeader('x-later', '1')
    return request.end()
  },
  'new ClientRequest(URL, callback)': (url, done) => new http.ClientRequest(url, done).end(),
  'a subclass of ClientRequest': (url, done) => {
    class Mine extends http.ClientRequest {}
    return new Mine(url, done).end()
  },
  'https.Agent and http.request': (url, done) =>
    http.get(url, { agent: new http.Agent({ keepAlive: true, maxSockets: 1 }) }, done),
}

/** A URL class that is not ours: what jest and vm hand over. */
function otherRealmUrl(): unknown {
  return vm.runInNewContext(
    '(function (Real) { return function URL(u) { const r = new Real(u); ' +
      'const o = Object.create({}); for (const k of ["href", "protocol", "hostname", "port", "pathname", "search", "hash", "username", "password", "host", "origin"]) ' +
      'Object.defineProperty(o, k, { value: r[k] }); return o } })',
  )(URL)
}

function finished(make: (done: Done) => http.ClientRequest): Promise<http.ClientRequest> {
  return new Promise((resolve, reject) => {
    const request = make((response) => response.resume().on('end', () => resolve(request)))
    request.on('error', reject)
  })
}

describe('node:http, every form of a request', () => {
  for (const [name, form] of Object.entries(forms)) {
    test(name, async () => {
      const url = new URL(`${echo.url}/form`)
      const request = await within(ours, () => finished((done) => form(url, done)))
      expectCarried(echo.seen('/form'), ours)
      expect(request).toBeInstanceOf(http.ClientRequest)
    })
  }

  test('a unix socket', async () => {
    await within(ours, () => finished((done) => http.get({ socketPath, path: '/unix' }, done)))
    expectCarried(socket.seen('/unix'), ours)
  })

  test('a Headers object is left to Node, and ours go beside whatever Node makes of it', async () => {
    const headers = new Headers({ 'x-else': '1' }) as never
    await finished((done) => http.get(`${echo.url}/without`, { headers }, done))
    await within(ours, () => finished((done) => http.get(`${echo.url}/with`, { headers }, done)))
    expect(echo.seen('/with')[0]?.all('x-else')).toEqual(echo.seen('/without')[0]?.all('x-else'))
    expectCarried(echo.seen('/with'), ours)
  })

  test('CONNECT gets nothing', async () => {
    const seen: string[] = []
    const proxy = http.createServer().on('connect', (request, socket) => {
      seen.push(...request.rawHeaders)
      socket.end('HTTP/1.1 200 OK\r\n\r\n')
    })
    await new Promise<void>((resolve) => proxy.listen(0, host, resolve))
    const { port } = proxy.address() as net.AddressInfo
    await within(
      ours,
      () =>
        new Promise((resolve) => {
          http.request({ host, port, method: 'CONNECT', path: 'orders:443' }).on('connect', resolve).end()
        }),
    )
    proxy.close()
    expect(seen.map((line) => line.toLowerCase())).not.toContain('x-request-id')
    expect(seen).toContain('Host')
  })

  test('a queue of an agent keeps whose call it is', async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        within(headersOf(i + 1), () => finished((done) => http.get(`${echo.url}/${i + 1}`, { agent }, done))),
      ),
    )
    agent.destroy()
    for (let n = 1; n <= 20; n++) expectCarried(echo.seen(`/${n}`), headersOf(n))
  })

  test('an agent that hands on a saved request later, in the context of another, gets nothing', async () => {
    uninstall()
    const { request: saved } = http
    install()
    const waiting: (() => void)[] = []
    class Queueing extends http.Agent {
      addRequest(...args: unknown[]): void {
        const { addRequest } = http.Agent.prototype as unknown as { addRequest(...args: unknown[]): void }
        waiting.push(() => addRequest.apply(this, args))
      }
    }
    const agent = new Queueing()
    const call = within(ours, () => finished((done) => saved(`${echo.url}/queued`, { agent }, done).end()))
    within(headersOf(9), () => waiting[0]?.())
    await call
    expectCarried(echo.seen('/queued'), [])
  })
})

test('node:https, by request and by get', async () => {
  const secure = await startEcho({}, https.createServer(selfSigned()) as unknown as http.Server)
  const options = { rejectUnauthorized: false }
  await within(ours, () => finished((done) => https.get(`${secure.url}/get`, options, done)))
  await within(ours, () => finished((done) => https.request(new URL(`${secure.url}/request`), options, done).end()))
  await within(ours, () =>
    finished((done) => https.get({ host, port: secure.port, path: '/options', ...options }, done)),
  )
  expectCarried(secure.calls, ours, 3)
  await secure.close()
})

test('request and get keep name, length and statics', () => {
  expect([http.request.name, http.get.name, http.ClientRequest.name]).toEqual(['request', 'get', 'ClientRequest'])
  const lengths = () => [http.request.length, http.get.length, http.ClientRequest.length, https.request.length]
  const installed = lengths()
  uninstall()
  expect(lengths()).toEqual(installed)
  install()
})

describe('what is decided when the head of a request is written', () => {
  test('a header that is set after the request was made wins, and its family is left to the caller', async () => {
    await within(ours, () =>
      finished((done) => {
        const request = http.request(`${echo.url}/later`, done)
        request.setHeader('X-B3-TraceId', 'own')
        return request.end()
      }),
    )
    const [call] = echo.seen('/later')
    expect([call?.all('x-b3-traceid'), call?.all('x-b3-spanid'), call?.all('x-request-id')]).toEqual([
      ['own'],
      [],
      [ours[1]],
    ])
  })

  test('our headers do not show in what the caller can read, and so copy to another host', async () => {
    const request = await within(ours, () => finished((done) => http.get(`${echo.url}/hidden`, done)))
    expect(Object.keys(request.getHeaders())).toEqual(['host'])
    expectCarried(echo.seen('/hidden'), ours)
  })

  test('a request that is made in one request and ended in another carries what it was made with', async () => {
    const done = deferred()
    const request = within(ours, () =>
      http.request(`${echo.url}/made`, (response) => response.resume().on('end', done.resolve)),
    )
    within(headersOf(99), () => request.end())
    await done.promise
    expectCarried(echo.seen('/made'), ours)
  })

  test('a request that is made outside of any and ended in one carries nothing', async () => {
    const done = deferred()
    const request = http.request(`${echo.url}/out`, (response) => response.resume().on('end', done.resolve))
    within(ours, () => request.end())
    await done.promise
    expectCarried(echo.seen('/out'), [])
  })
})

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
