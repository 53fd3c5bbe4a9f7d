import { deflateRawSync } from 'node:zlib'
import { compile, type Echo, requestRaw, startEcho } from '@traceferry/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readHopReport, writeHopReport } from '../src/hop-report.ts'
import { createNonces } from '../src/nonces.ts'
import { seal } from '../src/seal.ts'
import { createToken, PROBE, REPORT, readToken, VALIDITY } from '../src/token.ts'
import { logOf, secret, startService, stopServices } from './services.ts'

let echo: Echo
beforeAll(() => compile('core', 'fetch', 'express', 'fastify', 'koa', 'http', 'sidecar', 'probe'))
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
    expect(readHopReport(secret, nonce, reportOf(await ask(url, token)) ?? '')?.service).toBe('front')
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

  test('a service that is told its names takes tokens for those, whatever the request says of its host', async () => {
    const url = await startService('front', { TRACEFERRY_PROBE_HOSTS: 'shop.test, Shop-Inside' })
    for (const host of ['shop.test:8443', 'shop-inside']) {
      const { token, nonce } = createToken(secret, host)
      expect(readHopReport(secret, nonce, reportOf(await ask(url, token)) ?? '')?.service, host).toBe('front')
      expect(reportOf(await ask(url, token))).toBeUndefined() // once
    }
    expect(reportOf(await ask(url, createToken(secret, HOST).token))).toBeUndefined()
  })

  test.each([
    ['http://orders:8080/', /has "http:\/\/orders:8080\/", which is not a host name; write orders\./],
    ['orders:8080', /is not a host name; write orders\./],
    ['orders,*.shop.test', /has "\*\.shop\.test", which is not a host name; write host names, such as/],
    ['x'.repeat(300), /is not a host name/],
  ])('names that are none end the start: %s', async (hosts, message) => {
    const failed = startService('front', { TRACEFERRY_PROBE_HOSTS: hosts })
    await expect(failed).rejects.toThrow(message)
    await expect(failed).rejects.toThrow('TF052: TRACEFERRY_PROBE_HOSTS ')
    await expect(failed).rejects.toThrow('docs/errors.md#tf052')
  })

  test('a list that names nothing ends the start, too', async () => {
    await expect(startService('front', { TRACEFERRY_PROBE_HOSTS: ',' })).rejects.toThrow(
      'TF006: TRACEFERRY_PROBE_HOSTS ',
    )
  })

  test('a stranger who makes up probes brings one line into the log, and no word of his own', async () => {
    const url = await startService('front', { NEXT: echo.url })
    for (let i = 0; i < 20; i++) {
      const { token } = createToken(`a secret of nobody, number ${i}`, 'words-of-a-stranger')
      expect(reportOf(await ask(url, token))).toBeUndefined()
    }
    // If the sender has the secret, it says which host the probe was for.
    expect(reportOf(await ask(url, createToken(secret, 'other.test').token))).toBeUndefined()
    await expect
      .poll(() => logOf(url).match(/(?<=TF051.*refused: )[^;]*?(?=[.,] )/g))
      .toEqual(['it was made with another secret', 'it is for other.test'])
    expect(logOf(url)).not.toContain('stranger')
    expect(echo.calls.length).toBe(21)
  })

  test("why a token is refused is told to whoever runs the service, and nothing in it is a stranger's", () => {
    const names = new Set([HOST])
    const { token } = createToken(secret, HOST, 100_000)
    const why = (token: string, now = 100_000) => readToken(secret, token, names, now)
    expect(why('x')).toBeUndefined()
    expect(why(token)).toMatchObject({ until: 100_000 + VALIDITY })
    expect(why(token, 130_000)).toEqual({ why: 'it is from 30 s ago' })
    expect(why(token, 80_000)).toEqual({ why: 'it is from 20 s ahead' })
    expect(why(createToken(secret, 'Other.test:80', 100_000).token)).toEqual({ why: 'it is for other.test' })
    const foreign = { why: 'it was made with another secret' }
    expect(why(createToken('another secret of enough letters', 'so they say', 100_000).token)).toEqual(foreign)
    expect(why(token.replace(HOST, 'other.test'))).toEqual(foreign)
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
      expect(readToken(secret, one, new Set(['127.0.0.1']))).toHaveProperty('nonce')
      expect(readToken(secret, one, new Set([HOST]))).toEqual({ why: 'it is for 127.0.0.1' })
    }
  })

  test('hosts outside of the mesh get no token, also those that may have the ids', async () => {
    // An address outside the mesh that still leads to this machine.
    const outside = echo.url.replace('127.0.0.1', '0.0.0.0')
    const url = await startService('front', { NEXT: outside, TRACEFERRY_TARGETS: 'all' })
    const { token, nonce } = createToken(secret, HOST)
    const hop = readHopReport(secret, nonce, reportOf(await ask(url, token)) ?? '')
    expect(echo.calls.map((call) => [call.all(PROBE), call.all('x-request-id')])).toEqual([[[], ['one']]])
    expect(hop?.calls[0]?.to).toBe(outside)
  })
})

describe('what comes back', () => {
  test('no header value, also of one who has the secret', async () => {
    const url = await startService('front', { NEXT: echo.url, TRACEFERRY_HEADERS: 'end-user' })
    const { token, nonce } = createToken(secret, HOST)
    const own = ['End-User', 'somebody-of-flesh', 'Cookie', 'session=of-somebody', 'Baggage', 'user=of-flesh']
    const answer = await requestRaw(`${url}`, { path: '/a/path?of=somebody', headers: [...own, PROBE, token] })
    const hop = readHopReport(secret, nonce, reportOf(answer) ?? '')
    expect(hop?.captured).toEqual(expect.arrayContaining(['end-user', 'baggage']))
    expect(JSON.stringify(hop)).not.toMatch(/somebody|flesh/)
  })

  test('a report that was not signed for this call is not taken up', async () => {
    const nonce = createToken(secret, HOST).nonce
    const lie = writeHopReport(secret, nonce, { service: 'liar', captured: [], calls: [] })
    echo.on('/', { headers: { [REPORT]: lie } })
    const url = await startService('front', { NEXT: echo.url })
    const probe = createToken(secret, HOST)
    const hop = readHopReport(secret, probe.nonce, reportOf(await ask(url, probe.token)) ?? '')
    expect(hop?.calls.map(({ hop }) => hop)).toEqual([undefined])
  })

  test('is sealed, bounded, and free of what moves a cursor', () => {
    const nonce = createToken(secret, HOST).nonce
    const hop = { service: 'a\u001b[2J', captured: ['x-request-id'], calls: [] }
    const value = writeHopReport(secret, nonce, hop)
    expect(readHopReport(secret, nonce, value)?.service).toBe('a\\u001b[2J')
    for (const at of [23, 45, value.length - 5]) {
      const changed = `${value.slice(0, at)}${value[at] === 'A' ? 'B' : 'A'}${value.slice(at + 1)}`
      expect(readHopReport(secret, nonce, changed)).toBeUndefined()
    }
    for (const short of [nonce, `${nonce}.`, `${nonce}.AAAA`, value.slice(0, 60), `${value}.${value}`])
      expect(readHopReport(secret, nonce, short)).toBeUndefined()
    expect(readHopReport('another secret of enough letters', nonce, value)).toBeUndefined()
    expect(readHopReport(secret, createToken(secret, HOST).nonce, value)).toBeUndefined()

    const random = () => Array.from({ length: 60 }, () => Math.random().toString(36)).join('')
    const calls = Array.from({ length: 200 }, () => ({ to: random().slice(0, 200), forwarded: [random()] }))
    const long = writeHopReport(secret, nonce, { service: 'a', captured: [], calls })
    expect(long.length).toBeLessThan(7000)
    expect(readHopReport(secret, nonce, long)?.cut).toBe(true)

    // Signed content may still be harmful: for example from a faulty service of ours.
    const bomb = deflateRawSync(JSON.stringify({ service: 'x'.repeat(1e6), captured: [], calls: [] }))
    expect(readHopReport(secret, nonce, `${nonce}.${seal(secret, nonce, bomb)}`)).toBeUndefined()
  })
})

test('a proxy may take the port off the Host header, and change its case', async () => {
  const url = await startService('front')
  const { token } = createToken(secret, 'Inbound.test:8080')
  expect(reportOf(await ask(url, token))).toBeDefined()
  for (const host of ['', 'inbound.test.', 'inbound', '8080'])
    expect(reportOf(await ask(url, createToken(secret, host).token)), host).toBeUndefined()
})

test('a host that is none makes no header that cannot be sent', () => {
  for (const host of ['a b\r\nx: y', 'ü', 'x'.repeat(70_000)]) {
    const { token } = createToken(secret, host)
    expect(token).toMatch(/^[\w.:-]{1,400}$/)
    expect(readToken(secret, token, new Set())).toHaveProperty('why')
  }
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
