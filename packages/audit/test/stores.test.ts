// The APIs of stores, as their documentation has them: what is asked, in which order, how often, and what wrong answers lead to.
// Real ones are asked by tools/audit; a Tempo could not be had.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { jaegerTraces, otlp, zipkinSpan } from './helpers/formats.ts'
import { kindsOf, runAudit } from './helpers/run-audit.ts'
import { type Seen, simulate } from './helpers/simulate.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

async function serve(
  answer: (url: URL, req: IncomingMessage, res: ServerResponse) => unknown,
): Promise<{ url: string; asked: URL[] }> {
  const asked: URL[] = []
  const server = createServer((req, res) => {
    const url = new URL(req.url!, 'http://store')
    asked.push(url)
    const body = answer(url, req, res)
    if (!res.headersSent) res.writeHead(200, { 'content-type': 'application/json' })
    res.end(typeof body === 'string' ? body : JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => server.close().closeAllConnections())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

// The hour that is asked for ends now.
const old = [...simulate({ services: { lossy: 'lost', ok: 'whole' }, requests: 150, gap: 20_000_000 })]
const shift = Date.now() * 1000 - 60_000_000 - Math.max(...old.map(({ start }) => start))
const seen = old.map((one) => ({ ...one, start: one.start + shift }))
const verdict = { front: [], gateway: [], lossy: ['does-not-forward'], ok: [], sink: [] }

/** The newest traces of a time, each whole. */
function tracesIn(from: number, to: number, limit: number, service = ''): Seen[][] {
  const traces = new Map<string, Seen[]>()
  for (const one of seen) traces.set(one.traceId, [...(traces.get(one.traceId) ?? []), one])
  return [...traces.values()]
    .filter((all) => all.some(({ start }) => start >= from && start <= to))
    .filter((all) => service === '' || all.some((one) => `${one.service}.shop` === service))
    .reverse()
    .slice(0, limit)
}

test('Zipkin: slice by slice, until each is read whole', async () => {
  const { url, asked } = await serve((at) => {
    const [end, back, limit] = ['endTs', 'lookback', 'limit'].map((name) => Number(at.searchParams.get(name)))
    return tracesIn((end! - back!) * 1000, end! * 1000, limit!).map((all) => all.map(zipkinSpan))
  })
  const ran = await runAudit(['--zipkin', url, '--json', '--limit', '320'])
  expect(kindsOf(ran)).toEqual(verdict)
  const { read, workloads } = JSON.parse(ran.stdout)
  expect(read.spans).toBe(seen.length)
  expect(workloads.find(({ name }: { name: string }) => name === 'lossy').calls).toBe(150)
  expect(asked.length).toBeGreaterThan(8)
})

test('--limit ends it, and it is said that there is more', async () => {
  const { url } = await serve((at) => {
    const [end, back, limit] = ['endTs', 'lookback', 'limit'].map((name) => Number(at.searchParams.get(name)))
    return tracesIn((end! - back!) * 1000, end! * 1000, limit!).map((all) => all.map(zipkinSpan))
  })
  const { notes, read } = JSON.parse((await runAudit(['--zipkin', url, '--json', '--limit', '60'])).stdout)
  expect(notes.join()).toContain('more than the 60 traces')
  expect(read.spans).toBeLessThan(seen.length / 2)
})

test('Jaeger: its services first, and each trace once', async () => {
  const { url } = await serve((at) => {
    if (at.pathname === '/base/api/services') return { data: ['front.shop', 'lossy.shop', 'sink.shop'] }
    const [start, end, limit] = ['start', 'end', 'limit'].map((name) => Number(at.searchParams.get(name)))
    const traces = tracesIn(start!, end!, limit!, at.searchParams.get('service')!)
    return jaegerTraces(traces.flat())
  })
  const ran = await runAudit(['--jaeger', `${url}/base/`, '--json'])
  expect(kindsOf(ran)).toEqual(verdict)
  expect(JSON.parse(ran.stdout).read.spans).toBe(seen.length)
})

test('Tempo: a search, and each trace by its id, with the tenant and the headers', async () => {
  const heads: IncomingMessage['headers'][] = []
  const { url, asked } = await serve((at, { headers }, res) => {
    heads.push(headers)
    if (at.pathname === '/api/search') {
      const [start, end, limit] = ['start', 'end', 'limit'].map((name) => Number(at.searchParams.get(name)))
      const traces = tracesIn(start! * 1e6, end! * 1e6, limit!, /"(.*)"/.exec(at.searchParams.get('q')!)?.[1])
      return { traces: traces.map(([first]) => ({ traceID: first!.traceId.replace(/^0+/, '') })) }
    }
    // As a Tempo that has the second way only.
    const id = /^\/api\/v2\/traces\/(.*)$/.exec(at.pathname)?.[1]?.padStart(32, '0')
    if (id === undefined) return void res.writeHead(404)
    return {
      trace: otlp(
        seen.filter(({ traceId }) => traceId === id),
        true,
      ),
    }
  })
  const ran = await runAudit([
    '--tempo',
    url,
    '--json',
    '--tenant',
    'team-a',
    '--header',
    'authorization: Bearer sesame',
  ])
  expect(kindsOf(ran)).toEqual(verdict)
  expect(new Set(heads.map((head) => `${head['x-scope-orgid']} ${head.authorization}`))).toEqual(
    new Set(['team-a Bearer sesame']),
  )
  const fetched = asked.filter(({ pathname }) => pathname.startsWith('/api/v2/')).map(({ pathname }) => pathname)
  expect(new Set(fetched).size).toBe(fetched.length)
  const one = await runAudit(['--tempo', url, '--json', '--service', 'lossy.shop'])
  expect(Object.keys(kindsOf(one))).toContain('lossy')
})

test('links lead to the page of the store', async () => {
  const { url } = await serve((at) =>
    tracesIn(0, 9e15, Number(at.searchParams.get('limit'))).map((all) => all.map(zipkinSpan)),
  )
  const { stdout } = await runAudit(['--zipkin', url])
  expect(stdout).toMatch(new RegExp(`${url}/zipkin/traces/[0-9a-f]{32}`))
})

test.each([
  [401, 'who are you?', /TF825: .* answers 401: who are you\?; give --header/],
  [404, 'no', /TF825: .* answers 404.*base path/],
  [503, 'busy', /TF825: .* answers 503.*shorter --lookback/],
])('a store that answers %i', async (status, text, message) => {
  for (const store of ['--zipkin', '--jaeger', '--tempo']) {
    const { url } = await serve((_, __, res) => {
      res.writeHead(status)
      return text
    })
    const { code, stderr } = await runAudit([store, url])
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)])
  }
})

test('a page of a login, no JSON, an empty store, and nobody there', async () => {
  const { url: login } = await serve((_, __, res) => {
    res.writeHead(200, { 'content-type': 'text/html' })
    return '<html>Log in</html>'
  })
  const { url: garbage } = await serve(() => '{"data": [{{')
  const { url: empty } = await serve(({ pathname }) => (pathname.endsWith('traces') ? [] : { data: [] }))
  for (const store of ['--zipkin', '--jaeger', '--tempo']) {
    expect((await runAudit([store, login])).stderr).toMatch(/TF825: .*a page instead of JSON/)
    expect((await runAudit([store, garbage])).stderr).toMatch(/TF82[35]/)
    expect((await runAudit([store, empty])).stderr).toMatch(/TF822: the store has no traces/)
    const { code, stderr } = await runAudit([store, 'http://bob:sesame@127.0.0.1:9'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/TF825: .*does not answer/)
    expect(stderr).not.toContain('sesame')
  }
})

test.each(['zipkin', 'jaeger', 'tempo'])('a redirect of a %s to another host takes no header along', async (store) => {
  const other = await serve(() => [])
  const { url, asked } = await serve((at, _, res) => {
    res.writeHead(302, { location: `${other.url}${at.pathname}?secret=1` })
    return ''
  })
  const ran = await runAudit([`--${store}`, url, '--tenant', 'shop', '--header', 'x-api-key: s3cret'])
  expect([ran.code, other.asked.length, asked.length]).toEqual([2, 0, 1])
  expect(ran.stderr).toMatch(/^TF825: .*redirects to http:\/\/127\.0\.0\.1:\d+\/api/m)
  expect(ran.stderr).not.toMatch(/secret|s3cret/)
})

test('a redirect inside of the store is followed, and a loop is not', async () => {
  const { url } = await serve((at, _, res) => {
    if (at.pathname.startsWith('/base')) return { data: [] }
    res.writeHead(301, { location: `/base${at.pathname}` })
    return ''
  })
  expect((await runAudit(['--jaeger', url])).stderr).toContain('TF822')
  const loop = await serve((at, _, res) => {
    res.writeHead(307, { location: at.href.replace('http://store', '') })
    return ''
  })
  expect((await runAudit(['--jaeger', loop.url])).stderr).toContain('redirects again and again')
})

test.each(['zipkin', 'jaeger', 'tempo'])('an answer of a %s that breaks off is told of the store', async (store) => {
  const { url } = await serve((_, __, res) => {
    res.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
    res.write('[[{"traceId":', () => res.destroy())
    return ''
  })
  const ran = await runAudit([`--${store}`, url])
  expect([ran.code, ran.stderr]).toEqual([2, expect.stringMatching(/^TF825: the answer of .* breaks off/m)])
})

test('an answer that unpacks to more than a list of names can have is not read to its end', async () => {
  const megabyte = Buffer.alloc(2 ** 20, ' ')
  const packed = gzipSync(Buffer.concat(Array.from({ length: 80 }, () => megabyte)))
  const { url } = await serve((_, __, res) => {
    res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
    res.write(packed)
    return ''
  })
  const ran = await runAudit(['--jaeger', url])
  expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining('answers with more than 64 MiB')])
})
