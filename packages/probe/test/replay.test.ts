import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { compile, connectRaw, type Echo, requestRaw, requestText, startEcho } from '@traceferry/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readHopReport } from '../src/hop-report.ts'
import { createToken, nonceOf, PROBE, REPORT } from '../src/token.ts'
import { secret, startService, stopServices } from './services.ts'

// A host of the mesh that has no secret is called during a probe, so it gets a token for itself. It sends that to another service,
// with each header that may say which host was asked.

let stranger: Echo
let front: string
let orders: string
let ledger: string
beforeAll(async () => {
  compile('core', 'fetch', 'express', 'fastify', 'koa', 'http', 'sidecar', 'probe')
  stranger = await startEcho()
  const next = { NEXT: stranger.url }
  front = await startService('front', next)
  orders = await startService('orders-of-somebody', next)
  ledger = await startService('ledger-of-somebody', { ...next, TRACEFERRY_PROBE_HOSTS: 'ledger,ledger.shop.test' })
}, 60_000)
afterAll(async () => {
  stopServices()
  await stranger.close()
})

const reportIn = (head: string) => new RegExp(`\\r\\n${REPORT}: (\\S+)`, 'i').exec(head)?.[1]
const TELLING = /orders-of-somebody|127\.0\.0\.1|x-request-id/

/** What the outside host gets from a service that is called with the secret. */
async function stolenToken(): Promise<string> {
  stranger.clear()
  const { token } = createToken(secret, 'inbound.test')
  await requestRaw(front, { headers: ['x-request-id', 'one', PROBE, token] })
  const [stolen, ...more] = stranger.calls.flatMap((call) => call.all(PROBE))
  expect([typeof stolen, more]).toEqual(['string', []])
  return stolen as string
}

/** What can be read of a report without the secret: each part of it, as it is and inflated. */
function readWithoutSecret(report: string): string {
  return report
    .split('.')
    .map((part) => Buffer.from(part, 'base64url'))
    .flatMap((bytes) => [bytes.toString('latin1'), inflated(bytes)])
    .join('\n')
}

function inflated(bytes: Buffer): string {
  try {
    return inflateRawSync(bytes).toString()
  } catch {
    return ''
  }
}

interface Claim {
  readonly host?: string
  readonly headers: readonly string[]
}

/** Every way in which a request may say which host it is for. */
const claims: readonly [string, (name: string) => Claim][] = [
  ['Host', (name) => ({ host: name, headers: [] })],
  ['X-Forwarded-Host', (name) => ({ headers: ['X-Forwarded-Host', name] })],
  ['X-Forwarded-Host with a port and more names', (name) => ({ headers: ['X-Forwarded-Host', `${name}:80, b`] })],
  ['Forwarded', (name) => ({ headers: ['Forwarded', `host=${name};proto=http`] })],
  ['X-Forwarded-Server', (name) => ({ headers: ['X-Forwarded-Server', name] })],
  ['X-Original-Host', (name) => ({ headers: ['X-Original-Host', name] })],
]

/** Sends a stolen token, with a claim. Gives the report and its nonce. */
async function replay(url: string, { host, headers }: Claim) {
  const token = await stolenToken()
  const client = await connectRaw(url)
  const lines = ['x-request-id', 'one', PROBE, token, ...headers]
  client.send(requestText({ headers: lines }).replace('inbound.test', host ?? 'inbound.test'))
  const { status, head } = await client.answer()
  client.destroy()
  expect(status).toBe(200)
  return { report: reportIn(head), nonce: nonceOf(token) as string }
}

describe('a token that a host without the secret was handed opens no other service', () => {
  test.each(claims)('claimed by %s', async (name, make) => {
    const claim = make(new URL(stranger.url).hostname)
    const { report = '', nonce } = await replay(orders, claim)
    // Of all claims only `Host` counts, and the result is only for those who have the secret.
    expect(report !== '').toBe(name === 'Host')
    expect(readWithoutSecret(report)).not.toMatch(TELLING)
    if (name === 'Host') expect(readHopReport(secret, nonce, report)?.service).toBe('orders-of-somebody')
    // Who is told its names does not look at any.
    expect((await replay(ledger, claim)).report).toBeUndefined()
  })

  test('the service that is told its names takes a token for one of them, so it was not deaf', async () => {
    const { token, nonce } = createToken(secret, 'ledger.shop.test:8080')
    const { head } = await requestRaw(ledger, { headers: ['x-request-id', 'one', PROBE, token] })
    expect(readHopReport(secret, nonce, reportIn(head) ?? '')?.service).toBe('ledger-of-somebody')
  })

  test('the reader without the secret reads what is not sealed, so it was not blind', () => {
    const hop = { service: 'orders-of-somebody', captured: ['x-request-id'], calls: [] }
    // A report up to 0.1.0's last days: deflated and signed.
    const body = deflateRawSync(JSON.stringify(hop)).toString('base64url')
    expect(readWithoutSecret(`nonce.${body}.${'a'.repeat(43)}`)).toMatch(TELLING)
  })
})
