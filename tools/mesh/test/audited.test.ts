// What the audit is asked about a mesh, without a mesh: the access logs of one load, and what must be found.
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { beginLogs } from '../access-logs.js'
import { isNamed, namedIn } from '../audited.js'
import { agentConfig, consulTracers } from '../consul/config.js'
import { meshConfig } from '../istio/config.js'

test('the access logs of a load are what was written since it began, pod by pod', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'access-logs-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const log = (name: string) => join(folder, name)
  for (const name of ['orders.txt', 'orders.json', 'ledger.txt']) writeFileSync(log(name), 'before\n')
  const logs = { orders: { logs: log('orders.txt'), traced: log('orders.json') }, ledger: { logs: log('ledger.txt') } }
  const end = await beginLogs({ folder, accessLogs: () => logs })
  appendFileSync(log('orders.txt'), 'a\nb\n')
  appendFileSync(log('orders.json'), '{}\n')
  const found = await end('first')
  expect(Object.keys(found)).toEqual(['logs', 'traced'])
  const read = (where: string | undefined, pod: string) => readFileSync(join(String(where), `${pod}.log`), 'utf8')
  expect([read(found.logs, 'orders'), read(found.logs, 'ledger')]).toEqual(['a\nb\n', ''])
  expect(read(found.traced, 'orders')).toBe('{}\n')
})

test('what the audit names must be the same in each input', () => {
  const one = { orders: ['does-not-forward'] }
  expect(isNamed({ spans: one, logs: one }, ['orders'])).toBe(true)
  expect(isNamed({ spans: one, logs: {} }, ['orders'])).toBe(false)
  expect(isNamed({ spans: one, logs: { orders: ['hole'] } }, ['orders'])).toBe(false)
  expect(isNamed({ spans: one }, ['orders', 'payments'])).toBe(false)
  expect(namedIn({ spans: one, logs: {} })).toEqual({ 'audit-spans': 'orders', 'audit-logs': 'none' })
})

test('Istio and Consul write access logs where the audit is asked, and else none', () => {
  const settings = { tracer: 'zipkin', mtls: 'strict' }
  const config = meshConfig({ ...settings, logs: true })
  expect(config).toMatchObject({
    accessLogFile: '/dev/stdout',
    defaultProviders: { accessLogging: ['envoy', 'traced'] },
  })
  const providers = config.extensionProviders.map(({ name }) => name)
  expect(providers).toEqual(['traces', 'traced'])
  expect(JSON.stringify(meshConfig({ ...settings, logs: false }))).not.toContain('ccessLog')
  const consul = (logs: boolean) =>
    agentConfig((name) => consulTracers.zipkin!(name, 100), logs).config_entries.bootstrap[0]
  expect(consul(true)).toMatchObject({ kind: 'proxy-defaults', access_logs: { enabled: true } })
  expect(consul(false)).not.toHaveProperty('access_logs')
})
