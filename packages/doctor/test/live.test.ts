// Real processes, seen through /proc, and the report that a process writes.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parseTcp } from '../src/live/read-processes.ts'
import { doctor, folderOf } from './helpers/doctor.ts'

/** A Node server of its own process, on a free port of an address. */
async function serverOn(host: string, env: Record<string, string> = {}): Promise<{ pid: string; port: number }> {
  const code = `require('http').createServer().listen(0, ${JSON.stringify(host)}, function () { console.log(this.address().port) })`
  const child: ChildProcess = spawn(process.execPath, ['-e', code], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill())
  const [port] = await once(child.stdout!, 'data')
  return { pid: String(child.pid), port: Number(port) }
}

const deployment = (port: number) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: orders }
spec:
  template:
    metadata: { labels: { app: orders } }
    spec:
      containers:
        - { name: orders, image: example.org/orders, ports: [{ containerPort: ${port} }] }
`

test.runIf(process.platform === 'linux')(
  'a process that listens on 127.0.0.1, on a port of the manifests',
  async () => {
    const { pid, port } = await serverOn('127.0.0.1')
    const file = join(folderOf({ 'orders.yaml': deployment(port) }), 'orders.yaml')
    const { code, stdout } = await doctor(file, '--live', '--pid', pid, '--mesh', 'istio@1.30')
    expect(code).toBe(1)
    expect(stdout).toMatch(
      new RegExp(
        `error TF101 process ${pid} \\(.*\\) listens on 127\\.0\\.0\\.1:${port} only, and manifests lead others to that port`,
      ),
    )
    const old = await doctor(file, '--live', '--pid', pid, '--mesh', 'istio@1.9', '--rule', 'TF101')
    expect(old.code).toBe(0)
  },
)

test.runIf(process.platform === 'linux')(
  'listening on all addresses is right, IPv4 or IPv6; an https URL in its environment is not',
  async () => {
    for (const host of ['0.0.0.0', '::']) {
      const { pid, port } = await serverOn(host)
      const file = join(folderOf({ 'orders.yaml': deployment(port) }), 'orders.yaml')
      expect((await doctor(file, '--pid', pid, '--mesh', 'istio')).code).toBe(0)
    }
    const { pid } = await serverOn('0.0.0.0', { PAYMENTS_URL: 'https://payments.shop.svc:8443' })
    const { code, stdout } = await doctor('--pid', pid, '--mesh', 'istio')
    expect(code).toBe(0)
    expect(stdout).toMatch(/\/environ:\d+:1 info TF203 process .* PAYMENTS_URL is https:\/\/payments\.shop\.svc:8443/)
  },
)

test('addresses of /proc/net/tcp and tcp6', () => {
  const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
  const row = (local: string, state = '0A') =>
    `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  0  0 4711 1\n`
  const text =
    head +
    [
      row('0100007F:1F90'),
      row('00000000000000000000000001000000:0050'),
      row('0000000000000000FFFF00000700000A:0051'),
      row('00000000000000000000000000000000:0052'),
      row('B80D0120000000000000000001000000:0053'),
      row('0100007F:1F91', '01'),
    ].join('')
  expect(parseTcp(text).map(({ address, port }) => `${address} ${port}`)).toEqual([
    '127.0.0.1 8080',
    '::1 80',
    '10.0.0.7 81',
    ':: 82',
    '2001:db8:0:0:0:0:0:1 83',
  ])
})

const report = {
  version: 1,
  process: 'orders',
  servers: [{ address: '127.0.0.1', port: 8080, keepAliveTimeout: 5000, keepAliveTimeoutBuffer: 1000 }],
  agents: [
    { name: 'http.Agent', keepAlive: false },
    { name: 'pool', keepAlive: true, idleTimeout: 4_000_000, maxSockets: 2, pending: 40 },
  ],
  calls: [{ host: 'payments.shop.svc', protocol: 'https:', count: 3, inContext: 3, forwarded: 1 }],
}

test('a report, from a file and from a URL: live rules find their line in it', async () => {
  const text = JSON.stringify(report, null, 1)
  const server = createServer((_, response) => void response.end(text)).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const file = join(folderOf({ 'report.json': text }), 'report.json')
  for (const name of [file, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`]) {
    const { stdout, code } = await doctor('--report', name, '--mesh', 'istio@1.30', '--format', 'json')
    expect(code).toBe(1)
    const found = JSON.parse(stdout).findings.map(({ id, line }: { id: string; line: number }) => `${id} ${line}`)
    expect(found).toEqual(['TF101 5', 'TF401 5', 'TF402 13', 'TF402 17', 'TF402 17', 'TF203 26', 'TF601 26'])
  }
})

test('what is no report is refused', async () => {
  const file = join(folderOf({ 'report.json': '{"version": 7}' }), 'report.json')
  for (const name of [file, 'nowhere.json', 'http://127.0.0.1:1/']) {
    const { code, stderr } = await doctor('--report', name)
    expect([code, stderr.slice(0, 6)]).toEqual([2, 'TF807:'])
  }
})

test('https to a name of one word is a call in the mesh, unless its Service says TLS', async () => {
  const calls = ['payments', 'vault', 'localhost', 'example.com'].map((host) => ({
    host,
    protocol: 'https:',
    count: 1,
  }))
  const folder = folderOf({
    'report.json': JSON.stringify({ version: 1, process: 'orders', calls }, null, 1),
    'vault.yaml':
      'apiVersion: v1\nkind: Service\nmetadata: { name: vault, namespace: shop }\nspec: { ports: [{ port: 8200, name: https }] }\n',
  })
  const report = ['--report', join(folder, 'report.json'), '--mesh', 'istio@1.30', '--rule', 'TF203']
  expect((await doctor(...report)).stdout).toMatch(/payments.*\n(.*\n)+.*vault/)
  const { stdout } = await doctor(join(folder, 'vault.yaml'), ...report)
  expect(stdout).toContain('orders made 1 calls to https://payments, a service of the mesh')
  expect(stdout).toContain('1 error, 0 warnings')
})
