import { deflateRawSync } from 'node:zlib'
import { compile, type Echo, requestRaw, startEcho } from '@traceferry/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createNonces } from '../src/nonces.ts'
import { readReport, writeReport } from '../src/report.ts'
import { createToken, PROBE, REPORT, readToken, refusalOf, sign, VALIDITY } from '../src/token.ts'
import { secret, startService, stopServices } from './services.ts'

let echo: Echo
beforeAll(() => compile('core', 'fetch', 'express', 'fastify', 'koa', 'http', 'deadline', 'probe'))
beforeEach(async () => {
  echo = await startEcho()
})
afterEach(async () => {
  stopServices()
  await echo.close()
})
afterAll(stopServices)

// What requestRaw sends as Host.
const HOST = 'inbound.test'
const ids = ['x-request-id', 'one', 'traceparent', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`]
const ask = (url: string, ...tokens: readonly string[]) =>
  requestRaw(url, { headers: [...ids, ...tokens.flatMap((token) => [PROBE, token])] })
const reportOf = ({ head }: { head: string }) => new RegExp(`\\r\\n${REPORT}: (\\S+)`, 'i').exec(head)?.[1]

describe('who may ask', () => {
  test('a sound token once; again, another host, a byte changed, two at once, another secret, old or early: nobody', async () => {
    const url = await startService('front', { NEXT: echo.url })
    const { token, nonce } = createToken(secret, HOST)
    expect(readReport(secret, nonce, reportOf(await ask(url, token)) ?? '')?.service).toBe('front')
    echo.clear()

    const late = createToken(secret, HOST, Date.now() - VALIDITY - 1000).token
    const early = createToken(secret, HOST, Date.now() + VALIDITY + 60_000).token // a busy machine takes its time
    const [a, b] = [createToken(secret, HOST).token, createToken(secret, HOST).token]
    const changed = `${a.slice(0, -3)}${a.at(-3) === 'A' ? 'B' : 'A'}${a.slice(-2)}`
    const refused: readonly (readonly string[])[] = [
      [token],
      [createToken(secret, 'other.test').token],
      [changed],
      [a, b],
      [createToken('another secret of enough letters', HOST).token],
      [late],
      [early],
      ['1.0.x.y'],
      ['x'.repeat(8000)],
      [],
    ]
    for (const tokens of refused) expect(reportOf(await ask(url, ...tokens)), String(tokens)).toBeUndefined()
    // A probe that is refused goes no further, and the request goes on as any other.
    expect(echo.calls.length).toBe(refused.length)
    for (const call of echo.calls) expect([call.all(PROBE), call.all('x-request-id')]).toEqual([[], ['one']])
  })

  test('a gateway that rewrites Host and says what it was, as Envoy and nginx can', async () => {
    const url = await startService('front')
    const { token, nonce } = createToken(secret, 'shop.test')
    const ask = (forwarded: string) =>
      requestRaw(url, { headers: [...ids, PROBE, token, 'X-Forwarded-Host', forwarded] })
    expect(reportOf(await ask('other.test'))).toBeUndefined()
    expect(readReport(secret, nonce, reportOf(await ask('shop.test:8443, inner.test')) ?? '')?.service).toBe('front')
    expect(reportOf(await ask('shop.test'))).toBeUndefined() // once
  })

  test('why a token is refused is told to whoever runs the service, and only for one that somebody made', () => {
    const { token } = createToken(secret, HOST, 100_000)
    expect(refusalOf(secret, 'x', HOST)).toBeUndefined()
    expect(refusalOf(secret, token, HOST, 100_000)).toBeUndefined()
    expect(refusalOf(secret, token, HOST, 130_000)).toBe('it is from 30 s ago')
    expect(refusalOf(secret, token, HOST, 80_000)).toBe('it is from 20 s ahead')
    expect(refusalOf(secret, token, 'other.test', 100_000)).toContain('another host than other.test')
    expect(refusalOf('another secret of enough letters', token, HOST, 100_000)).toContain('another secret')
  })

  test('without the secret the header is neither answered nor passed on', async () => {
    const url = await startService('front', { NEXT: echo.url, TRACEFERRY_PROBE_SECRET: '', TRACEFERRY_HEADERS: 'x-*' })
    expect(reportOf(await ask(url, createToken(secret, HOST).token))).toBeUndefined()
    expect(echo.calls.map((call) => call.all(PROBE))).toEqual([[]])
  })

  test('a call gets a token of its own, signed for the host that it goes to', async () => {
    const url = await startService('front', { NEXT: `${echo.url},${echo.url}` })
    const { token } = createToken(secret, HOST)
    await ask(url, token)
    const tokens = echo.calls.flatMap((call) => call.all(PROBE))
    expect(new Set([token, ...tokens]).size).toBe(3)
    for (const one of tokens) {
      expect(readToken(secret, one, new URL(echo.url).host)).toBeDefined()
      expect(readToken(secret, one, HOST)).toBeUndefined()
    }
  })

  test('hosts outside of the mesh get no token, also those that may have the ids', async () => {
    // An address that is none of the mesh, and leads to this machine all the same.
    const outside = echo.url.replace('127.0.0.1', '0.0.0.0')
    const url = await startService('front', { NEXT: outside, TRACEFERRY_TARGETS: 'all' })
    const { token, nonce } = createToken(secret, HOST)
    const hop = readReport(secret, nonce, reportOf(await ask(url, token)) ?? '')
    expect(echo.calls.map((call) => [call.all(PROBE), call.all('x-request-id')])).toEqual([[[], ['one']]])
    expect(hop?.calls[0]?.to).toBe(outside)
  })
})

describe('what comes back', () => {
  test('a report that was not signed for this call is not taken up', async () => {
    const nonce = createToken(secret, HOST).nonce
    const lie = writeReport(secret, nonce, { service: 'liar', captured: [], calls: [] })
    echo.on('/', { headers: { [REPORT]: lie } })
    const url = await startService('front', { NEXT: echo.url })
    const probe = createToken(secret, HOST)
    const hop = readReport(secret, probe.nonce, reportOf(await ask(url, probe.token)) ?? '')
    expect(hop?.calls.map(({ hop }) => hop)).toEqual([undefined])
  })

  test('is signed, bounded, and free of what moves a cursor', () => {
    const nonce = createToken(secret, HOST).nonce
    const hop = { service: 'a\u001b[2J', captured: ['x-request-id'], calls: [] }
    const value = writeReport(secret, nonce, hop)
    expect(readReport(secret, nonce, value)?.service).toBe('a\\u001b[2J')
    expect(readReport(secret, nonce, `${value.slice(0, -1)}${value.endsWith('A') ? 'B' : 'A'}`)).toBeUndefined()
    expect(readReport(secret, createToken(secret, HOST).nonce, value)).toBeUndefined()

    const random = () => Array.from({ length: 60 }, () => Math.random().toString(36)).join('')
    const calls = Array.from({ length: 200 }, () => ({ to: random().slice(0, 200), forwarded: [random()] }))
    const long = writeReport(secret, nonce, { service: 'a', captured: [], calls })
    expect(long.length).toBeLessThan(7000)
    expect(readReport(secret, nonce, long)?.cut).toBe(true)

    // What is signed may still be a bomb: a service of ours with a fault, say.
    const bomb = deflateRawSync(JSON.stringify({ service: 'x'.repeat(1e6), captured: [], calls: [] })).toString(
      'base64url',
    )
    expect(readReport(secret, nonce, `${nonce}.${bomb}.${sign(secret, 'report', nonce, bomb)}`)).toBeUndefined()
  })
})

test('a proxy may take the port off the Host header, and change its case', () => {
  const { token } = createToken(secret, 'Orders:8080')
  for (const host of ['orders', 'ORDERS:80']) expect(readToken(secret, token, host)).toBeDefined()
  for (const host of ['', 'orders.', 'order', '8080']) expect(readToken(secret, token, host)).toBeUndefined()
})

test('nonces are bounded: when too many are in use, new ones are refused and no old one is forgotten', () => {
  const isNew = createNonces(2)
  expect([isNew('a', 100, 0), isNew('b', 200, 0), isNew('c', 300, 0), isNew('a', 100, 0)]).toEqual([
    true,
    true,
    false,
    false,
  ])
  expect([isNew('c', 300, 150), isNew('b', 200, 150)]).toEqual([true, false])
})
