import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { compile, freePort, selfSigned } from '@traceferry/testkit'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startMesh } from './mesh/mesh.js'

// `traceferry trace` through real Envoys: gateway, and a sidecar on both sides of each call.

vi.setConfig({ testTimeout: 60_000 }) // many processes, and each takes a second to start on a busy machine

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const program = here('../bin/traceferry.js')
const folder = mkdtempSync(join(tmpdir(), 'traceferry-trace-'))
const secret = 'a secret that all the services know'
const tls = selfSigned()
const ca = join(folder, 'ca.pem')
let mesh: Awaited<ReturnType<typeof startMesh>>

const register = '@traceferry/probe/register'
/** The block of the README that starts so: what it shows is what comes out. */
const readme = (start: string) =>
  new RegExp(`\`\`\`text\\n(${start}[^]*?)\`\`\``).exec(readFileSync(here('../README.md'), 'utf8'))?.[1]

const app = (env: Record<string, string> = {}) => ({
  command: [process.execPath, '--import', register, here('apps/shop.mjs')],
  env: { TRACEFERRY_PROBE_SECRET: secret, BUNDLE: join(folder, 'bundle.cjs'), ...env },
})

beforeAll(async () => {
  compile('core', 'fetch', 'express', 'probe', 'audit', 'doctor', 'sidecar', 'cli')
  writeFileSync(ca, tls.cert)
  const entry = createRequire(import.meta.url).resolve('undici7')
  const outfile = join(folder, 'bundle.cjs')
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', logLevel: 'error' })
  const named = (name: string, env: Record<string, string> = {}) => app({ TRACEFERRY_SERVICE: name, ...env })
  mesh = await startMesh({
    front: 'storefront',
    tls,
    nowhere: await freePort(),
    services: {
      // The gateway calls it by another name than who traces: the names are its own to tell.
      storefront: {
        ...named('storefront', { NEXT: 'orders', TRACEFERRY_PROBE_HOSTS: '127.0.0.1,localhost,shop.example' }),
        calls: ['orders'],
      },
      orders: {
        ...named('orders', { NEXT: 'ledger' }),
        calls: ['ledger', 'plain', 'unprobed', 'other', 'unset'],
      },
      ledger: named('ledger'),
      plain: { command: [process.execPath, here('apps/plain.mjs')], sidecar: false },
      unprobed: { ...named('unprobed', { TRACEFERRY_PROBE_SECRET: '' }), sidecar: false },
      other: { ...named('other', { TRACEFERRY_PROBE_SECRET: 'another secret of enough letters' }), sidecar: false },
      unset: { ...named('unset', { LINE: 'off', NEXT: 'ledger' }), calls: ['ledger'], sidecar: false },
    },
  })
}, 120_000)
afterAll(async () => {
  await mesh?.stop()
  rmSync(folder, { recursive: true })
})

async function trace(url: string, args: readonly string[] = [], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [program, 'trace', url, ...args], {
    env: { PATH: process.env.PATH ?? '', TRACEFERRY_PROBE_SECRET: secret, ...env },
  })
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  // Ports differ from run to run.
  return { stdout: stdout.replace(/(http:\/\/[a-z]+):\d+/g, '$1:8080'), stderr, status }
}

test('a whole chain: the probe, the ids and the reports pass six Envoy listeners', async () => {
  const { status, stdout, stderr } = await trace(`${mesh.url}/`)
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toBe(`storefront took in 5 of 5 headers
└─ ✓ http://orders:8080 5 of 5 headers
   └─ orders took in 5 of 5 headers
      └─ ✓ http://ledger:8080 5 of 5 headers
         └─ ledger took in 5 of 5 headers

Every reported call carried the headers.
`)
})

describe('each break, deep in the mesh, with its cause', () => {
  const ids = 'x-request-id, traceparent, x-b3-traceid, x-b3-spanid, x-b3-sampled'
  test.each([
    ['orders/lost', `orders → http://ledger:8080: lost context (${ids})`],
    ['orders/outside', `orders → http://api.partner.invalid: outside target (${ids})`],
    ['orders/bundled', `orders → http://ledger:8080: unsupported client (${ids})`],
    ['orders/early', `orders → http://ledger:8080: made before set-up (${ids})`],
    ['orders/to-unset', `unset: traceferry is not set up (${ids})`],
    ['orders/out/drop-id', 'ledger: dropped by a proxy (traceparent)'],
    ['orders/in/drop-id', 'orders: dropped by a proxy (traceparent)'],
  ])('/%s', async (path, where) => {
    const { status, stdout } = await trace(`${mesh.url}/${path}`)
    expect(stdout).toContain(`The chain breaks first at ${where}\n`)
    if (path === 'orders/lost') expect(stdout).toBe(readme('storefront took in'))
    expect(status).toBe(1)
  })
})

describe('what cannot be known is said, and is a break with --strict', () => {
  test.each([
    ['orders/to-plain', 'orders → http://plain:8080', 'no report (it answered 200)'],
    ['orders/to-unprobed', 'orders → http://unprobed:8080', 'no report (it answered 200)'],
    ['orders/to-other', 'orders → http://other:8080', 'no report (it answered 200)'],
    ['orders/out/drop-probe', 'orders → http://ledger:8080', 'no report (it answered 200)'],
    ['orders/out/drop-report', 'orders → http://ledger:8080', 'no report (it answered 200)'],
    ['orders/in/rename-host', 'storefront → http://orders:8080', 'no report (it answered 200)'],
    ['orders/out/503', 'orders → http://ledger:8080', 'a proxy answered 503 itself'],
    ['orders/out/504/hang', 'orders → http://ledger:8080', 'a proxy answered 504 itself'],
    ['orders/in/503', 'storefront → http://orders:8080', 'it answered 503, or a proxy before it did'],
  ])('/%s', async (path, call, why) => {
    const { status, stdout } = await trace(`${mesh.url}/${path}`)
    expect(stdout).toContain(`Unknown from here on:\n  ${call}: ${why}\n`)
    expect(stdout.includes('another secret')).toBe(why.startsWith('no report'))
    expect(status).toBe(0)
    const strict = await trace(`${mesh.url}/${path}`, ['--strict', '--json'])
    expect(JSON.parse(strict.stdout).silent).toEqual([{ service: call.split(' ')[0], to: call.split(' ')[2], why }])
    expect(strict.status).toBe(1)
  })
})

test('who refuses a probe says why in its own log, once', async () => {
  for (let i = 0; i < 2; i++) await trace(`${mesh.url}/orders/to-other`)
  const said = (await mesh.log('other')).match(/TF051.*/g)
  expect(said).toEqual([expect.stringMatching(/was refused: it was made with another secret\. See/)])
  await trace(`${mesh.url}/orders/in/rename-host`)
  expect(await mesh.log('orders')).toMatch(
    /TF051.* it is for orders, and came with another Host: name .* in TRACEFERRY_PROBE_HOSTS/,
  )
  await trace(`${mesh.url}/`, ['--header', 'Host: other.example'])
  expect(await mesh.log('storefront')).toMatch(
    /TF051.* it is for other\.example, which TRACEFERRY_PROBE_HOSTS does not name/,
  )
})

describe('the entry', () => {
  test.each([
    ['503', 4, /a proxy answered 503 itself: upstream connect error/],
    ['504/hang', 4, /a proxy answered 504 itself: upstream request timeout/],
    ['redirect', 3, /it redirects to http:\/\/127\.0\.0\.1:\d+\/elsewhere \(301\): trace that address/],
    ['drop-probe', 3, /it answered 200 without a report: .* or a proxy .* drops x-traceferry-probe/],
  ])('/gateway/out/%s', async (deed, code, message) => {
    const { status, stdout, stderr } = await trace(`${mesh.url}/gateway/out/${deed}`)
    expect(stderr).toMatch(message)
    expect([status, stdout]).toEqual([code, ''])
  })

  test('over TLS: refused without the authority, taken with --cacert or NODE_EXTRA_CA_CERTS', async () => {
    const refused = await trace(`${mesh.secureUrl}/`)
    expect(refused.stderr).toMatch(/did not answer: .*; name its authority with --cacert <file> or NODE_EXTRA_CA_CERTS/)
    expect(refused.status).toBe(4)
    expect((await trace(`${mesh.secureUrl}/`, ['--cacert', ca])).status).toBe(0)
    expect((await trace(`${mesh.secureUrl}/`, [], { NODE_EXTRA_CA_CERTS: ca })).status).toBe(0)
    expect((await trace(`${mesh.secureUrl}/`, ['--cacert', program])).stderr).toContain('It holds no certificate')
    const named = await trace(`${mesh.secureUrl.replace('localhost', '127.0.0.1')}/`, [
      '--cacert',
      ca,
      '--header',
      'host: shop.example',
    ])
    expect(named.stderr).toContain("does not match certificate's altnames")
  })

  test('a gateway that rewrites Host is no hindrance to a service that is told its names', async () => {
    expect((await trace(`${mesh.url}/gateway/out/rename-host`)).status).toBe(0)
  })

  test('a Host of its own, as for a gateway behind kubectl port-forward', async () => {
    expect((await trace(`${mesh.url}/`, ['--header', 'Host: shop.example'])).status).toBe(0)
  })

  test('an app that answers 500 still reports', async () => {
    const { status, stdout } = await trace(`${mesh.url}/storefront/fail`)
    expect(stdout).toContain('storefront took in 5 of 5 headers, answered 500\n')
    expect(status).toBe(0)
  })
})

test('the orders of the shop: Fastify, Koa and Express, undici and node:http', async () => {
  const service = (name: string, env: Record<string, string> = {}) => ({
    command: [process.execPath, '--import', register, here(`../../../examples/shop/services/${name}.js`)],
    env: { TRACEFERRY_PROBE_SECRET: secret, TRACEFERRY_SERVICE: name, ...env },
  })
  const shop = await startMesh({
    front: 'orders',
    tls,
    nowhere: await freePort(),
    services: {
      orders: { ...service('orders', { TRACEFERRY_PROBE_HOSTS: '127.0.0.1' }), calls: ['payments', 'warehouse'] },
      payments: { ...service('payments'), calls: ['ledger'] },
      warehouse: service('warehouse'),
      ledger: service('ledger'),
    },
  })
  try {
    const data = ['--header', 'content-type: application/json', '--data', '{"order":"one","items":["tea"]}']
    const { status, stdout, stderr } = await trace(`${shop.url}/orders`, data)
    expect(stdout).toBe(readme('orders took in'))
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  } finally {
    await shop.stop()
  }
})

test('a lost call beside a right one to the same host: each is told for itself', async () => {
  const { stdout } = await trace(`${mesh.url}/orders/mixed`, ['--json'])
  const { calls } = JSON.parse(stdout).hop.calls[0].hop
  const told = calls.map(
    ({ forwarded, why, hop }: { forwarded: string[]; why?: string; hop?: { service: string } }) => [
      forwarded.length > 0,
      why,
      hop?.service,
    ],
  )
  expect(told.sort()).toEqual([
    [false, 'lost context', undefined],
    [true, undefined, 'ledger'],
  ])
})

test('sixty calls of one service fit into the report', async () => {
  const { status, stdout } = await trace(`${mesh.url}/orders/many`)
  expect(stdout).toMatch(/orders took in 5 of 5 headers/)
  expect(stdout).not.toContain('Unknown from here on')
  expect(status).toBe(0)
})
