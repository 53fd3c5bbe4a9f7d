import { compile, type Echo, requestRaw, startEcho } from '@traceferry/testkit'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { readHopReport } from '../src/hop-report.ts'
import { createToken, PROBE, REPORT } from '../src/token.ts'
import { secret, startService, stopServices } from './services.ts'

let echo: Echo
beforeAll(async () => {
  compile('core', 'fetch', 'express', 'fastify', 'koa', 'http', 'sidecar', 'probe')
  echo = await startEcho()
})
afterEach(() => {
  stopServices()
  echo.clear()
})
afterAll(() => echo.close())

async function probe(env: Record<string, string>) {
  const url = await startService('front', { NEXT: echo.url, ...env })
  const { token, nonce } = createToken(secret, 'inbound.test')
  const { status, head } = await requestRaw(url, { headers: ['X-Request-Id', 'one', PROBE, token] })
  const report = new RegExp(`\r\n${REPORT}: (\\S+)`, 'i').exec(head)?.[1] ?? ''
  return { status, head, hop: readHopReport(secret, nonce, report) }
}

for (const framework of ['express', 'fastify', 'koa', 'http']) {
  test(`${framework} reports what it took in and what went on`, async () => {
    const { status, head, hop } = await probe({ FRAMEWORK: framework })
    expect(status).toBe(200)
    expect(hop).toEqual({
      service: 'front',
      captured: ['x-request-id'],
      calls: [{ to: echo.url, forwarded: ['x-request-id'], asked: true, status: 200 }],
    })
    if (framework === 'http') expect(head).toContain('\r\nx-own: a')
  })
}

test('beside @traceferry/sidecar, which sets its guard later: both add their headers', async () => {
  const { hop } = await probe({ DEADLINE_MS: '5000' })
  expect(hop?.calls).toEqual([{ to: echo.url, forwarded: ['x-request-id'], asked: true, status: 200 }])
  const [call] = echo.calls
  expect([call?.all(PROBE).length, call?.all('grpc-timeout').length]).toEqual([1, 1])
})
