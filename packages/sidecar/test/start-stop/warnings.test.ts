import { compile } from '@traceferry/testkit'
import { beforeAll, describe, expect, test } from 'vitest'
import { nodeBinary } from '../../../../tools/shared/nodes.js'
import { warnings } from '../../src/warnings.ts'
import { runApp } from './run-app.ts'

beforeAll(() => compile('core', 'fetch', 'http', 'sidecar'))

/** What a process says, warning by warning. */
async function said(node: string, act: string, options: object = {}, env: Record<string, string> = {}) {
  const app = runApp('warned.mjs', { args: [act], env: { WARNINGS: JSON.stringify(options), ...env }, node })
  await app.ended
  const output = app.output()
  expect(output).toContain('done')
  const found = [...output.matchAll(/\[(TF\d+)\] TraceferryWarning: (.*)/g)].map(([, code, text]) => `${code} ${text}`)
  return { found, output }
}

// The channels differ between the lines of Node: the oldest that is supported, and one that is new.
describe.each(['20', '24'])('on Node %s, once per cause', (line) => {
  const node = nodeBinary(line)

  test('TF101: a listener on loopback only', async () => {
    const { found } = await said(node, 'loopback', { ignore: ['TF401'] })
    expect(found).toHaveLength(2)
    for (const text of found) {
      expect(text).toMatch(/^TF101 a server listens on (127\.0\.0\.1|::1):\d+ only, .*errors\.md#tf101/)
    }
  })

  test('TF203: https to a host inside the mesh, by fetch and by node:https', async () => {
    const { found } = await said(node, 'https')
    expect(found.map((text) => text.slice(0, 60)).sort()).toEqual([
      expect.stringMatching(/^TF203 a call goes to https:\/\/orders\.shop\.svc\.cluster/),
      expect.stringMatching(/^TF203 a call goes to https:\/\/payments, /),
    ])
  })

  test("TF203: what is inside the mesh, the app's line says", async () => {
    const { found } = await said(node, 'https', {}, { LINE: JSON.stringify({ clusterDomain: 'mesh.example' }) })
    expect(found.map((text) => /https:\/\/([\w.]+)/.exec(text)?.[1]).sort()).toEqual([
      'ledger.shop.svc.mesh.example',
      'orders.shop.svc.cluster.local',
      'payments',
    ])
  })

  test('TF401: a keepAliveTimeout below the idle timeout of the sidecar, unless gracefulServer raised it', async () => {
    const [istio, linkerd, slow] = await Promise.all([
      said(node, 'keepalive'),
      said(node, 'keepalive', { mesh: 'linkerd' }),
      said(node, 'keepalive', { mesh: 'linkerd', sidecarIdleMs: 6000 }),
    ])
    expect(istio.found).toEqual([
      expect.stringMatching(
        /^TF401 the server on port \d+ closes idle connections after 5000 ms, its sidecar \(istio\) after 3600000 ms: .*keepAliveTimeout = 3605000/,
      ),
    ])
    expect(linkerd.found).toEqual([])
    expect(slow.found).toHaveLength(1)
  })

  test('TF601: requests with tracing headers, calls without', async () => {
    const { found, output } = await said(node, 'lost', { ignore: ['TF401'] })
    const urls = ['orders', 'stock'].map((name) => new RegExp(`^${name} (.*)$`, 'm').exec(output)?.[1])
    const about = found.map((text) => /^TF601 calls to (\S+) carried no tracing headers/.exec(text)?.[1])
    expect(about.sort()).toEqual(urls.sort())
    expect(found[0]).toContain('no adapter of traceferry is in use')
  })

  test('TF601 is silent when the calls carry them, and when the requests have none', async () => {
    const silent = [{ HEADERS: '1' }, { TRACEFERRY: '1' }, { BARE: '1' }]
    const all = await Promise.all(silent.map((env) => said(node, 'lost', { ignore: ['TF401'] }, env as never)))
    expect(all.flatMap(({ found }) => found)).toEqual([])
  })

  test('without a mesh nothing is said', async () => {
    const acts = ['loopback', 'https', 'keepalive', 'lost']
    const all = await Promise.all(acts.map((act) => said(node, act, { mesh: 'none' })))
    expect(all.flatMap(({ found }) => found)).toEqual([])
  })
})

test('ports that are meant for this pod alone are named', async () => {
  expect(() => warnings({ loopbackPorts: [9229], mesh: 'none' })()).not.toThrow()
})

test.each([
  [{ ignore: ['TF999'] }, 'TF020'],
  [{ mesh: 'consul' }, 'TF020'],
  [{ sidecarIdleMs: -1 }, 'TF005'],
  [{ port: 1 }, 'TF007'],
])('%j is refused with %s', (options, code) => {
  expect(() => warnings(options as never)).toThrow(code)
})
