import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { compile } from '@traceferry/testkit'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { secret, startService, stopServices } from '../../probe/test/services.ts'

vi.setConfig({ testTimeout: 60_000 }) // many processes, and each takes a second to start on a busy machine

const program = fileURLToPath(new URL('../bin/traceferry.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'traceferry-trace-'))
const bundle = join(folder, 'app-bundle.cjs')

beforeAll(async () => {
  compile('core', 'fetch', 'express', 'fastify', 'koa', 'http', 'sidecar', 'probe', 'audit', 'doctor', 'cli')
  const undici = createRequire(import.meta.url).resolve('undici7')
  await build({ entryPoints: [undici], outfile: bundle, bundle: true, platform: 'node', logLevel: 'error' })
})
afterEach(stopServices)
afterAll(() => rmSync(folder, { recursive: true }))

async function trace(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [program, 'trace', ...args], {
    env: { PATH: process.env.PATH ?? '', TRACEFERRY_PROBE_SECRET: secret, ...env },
  })
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { stdout, stderr, status }
}

test('a whole chain, over fetch and node:http, with two calls to one service', async () => {
  const orders = await startService('orders')
  const payments = await startService('payments', { NEXT: orders, BREAK: 'http' })
  const front = await startService('storefront', { NEXT: `${payments},${orders},${orders}` })
  const { status, stdout, stderr } = await trace([front])
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toBe(
    [
      'storefront took in 5 of 5 headers',
      `├─ ✓ ${payments} 5 of 5 headers`,
      '│  └─ payments took in 5 of 5 headers',
      `│     └─ ✓ ${orders} 5 of 5 headers`,
      '│        └─ orders took in 5 of 5 headers',
      `├─ ✓ ${orders} 5 of 5 headers`,
      '│  └─ orders took in 5 of 5 headers',
      `└─ ✓ ${orders} 5 of 5 headers`,
      '   └─ orders took in 5 of 5 headers',
      '',
      'Every reported call carried the headers.',
      '',
    ].join('\n'),
  )
})

const causes: Record<string, { break: string; next?: string; why: string }> = {
  'a lost context': { break: 'lost', why: 'lost context' },
  'an outside target': { break: 'outside', next: 'http://api.partner.invalid', why: 'outside target' },
  'an unsupported client': { break: 'bundled', why: 'unsupported client' },
}

for (const [name, { break: how, next, why }] of Object.entries(causes)) {
  test(`${name}, two services deep: the first break is marked, with the cause`, async () => {
    const last = next ?? (await startService('ledger'))
    const middle = await startService('orders', { NEXT: last, BREAK: how, BUNDLE: bundle })
    const front = await startService('storefront', { NEXT: middle })
    const { status, stdout } = await trace([front])
    expect(stdout).toContain(`└─ ✗ ${last} 0 of 5 headers: ${why}`)
    expect(stdout).toContain(`The chain breaks first at orders → ${last}: ${why} (x-request-id, traceparent,`)
    expect(status).toBe(1)

    const { breaks, hop } = JSON.parse((await trace([front, '--json'])).stdout)
    expect(breaks).toEqual([{ service: 'orders', to: last, missing: expect.any(Array), why }])
    expect(hop.calls[0].hop.service).toBe('orders')
  })
}

test('a service that takes a header in no more', async () => {
  const front = await startService('storefront', { FORMATS: 'request-id,w3c' })
  const { status, stdout } = await trace([front])
  expect(stdout).toMatch(/first at storefront: not captured \(x-b3-traceid, x-b3-spanid, x-b3-sampled\)/)
  expect(status).toBe(1)
})

test('exit codes: wrong arguments 2, no report 3, no answer 4', async () => {
  const front = await startService('storefront')
  expect((await trace([front], { TRACEFERRY_PROBE_SECRET: '' })).status).toBe(2)
  expect((await trace([front], { TRACEFERRY_PROBE_SECRET: 'short' })).stderr).toMatch(/TF050: .* has 5 characters/)
  expect((await trace(['ftp://x'])).status).toBe(2)
  expect((await trace([front, '--header', 'x'])).status).toBe(2)
  expect((await trace([front, '--header', 'a b: c'])).stderr).toMatch(/not a valid|must be a valid HTTP token/)
  expect((await trace([front, '--cacert', '/nonexistent'])).stderr).toMatch(/ENOENT/)
  const other = await trace([front], { TRACEFERRY_PROBE_SECRET: 'another secret of enough letters' })
  expect([other.status, other.stderr]).toEqual([3, expect.stringContaining('has another secret')])
  const off = await startService('off', { TRACEFERRY_PROBE_SECRET: '' })
  expect((await trace([off])).status).toBe(3)
  stopServices()
  expect((await trace([front])).status).toBe(4)
})

test('--help names the exit codes', async () => {
  const { stdout, status } = await trace(['--help'])
  for (const code of [0, 1, 2, 3, 4]) expect(stdout).toMatch(new RegExp(`\\b${code} (when|for)`))
  expect(status).toBe(0)
})
