// The report that a running process writes about itself, read by the doctor beside /proc.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile } from '@traceferry/testkit'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { nodeBinary } from '../../../tools/shared/nodes.js'
import { doctor, folderOf, short } from './helpers/doctor.ts'

const app = fileURLToPath(new URL('apps/orders.mjs', import.meta.url))
const packages = fileURLToPath(new URL('..', import.meta.url))

beforeAll(() => compile('core', 'fetch', 'http', 'sidecar', 'register'))

interface Running {
  readonly pid: string
  readonly port: number
  readonly file: string
  readonly child: ChildProcess
}

/** The service as it should be, or with every mistake that a report can show; it prints its port. */
async function started(node: string, which: 'good' | 'bad', env: Record<string, string> = {}): Promise<Running> {
  const file = join(folderOf({}), 'report.json')
  const child = spawn(node, ['--import', '@traceferry/register', app, which], {
    cwd: packages,
    env: { PATH: process.env.PATH ?? '', TRACEFERRY_REPORT: file, TRACEFERRY_REPORT_INTERVAL_MS: '100', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [port] = await once(child.stdout, 'data')
  return { pid: String(child.pid), port: Number(port), file, child }
}

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'))

async function until<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const found = look()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const manifest = (port: number) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: orders }
spec:
  template:
    metadata: { labels: { app: orders } }
    spec:
      containers:
        - { name: orders, image: example.org/orders, ports: [{ containerPort: ${port} }] }
`

const traced = {
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  'x-request-id': '7c0d7a3e-canary',
  authorization: 'Bearer secret-canary',
}

/** Sends some requests, and waits until the report tells of all the calls that they caused. */
async function used({ port, file }: Running): Promise<void> {
  for (let n = 0; n < 5; n++) {
    const answer = await fetch(`http://127.0.0.1:${port}/orders?token=query-canary`, { headers: traced })
    expect(await answer.text()).toBe('ok')
  }
  await until(() => (callsTo('127.0.0.1', { file }) === 10 ? true : undefined))
}

function callsTo(name: string, { file }: Pick<Running, 'file'>): number | undefined {
  const all = read(file).calls as { host: string; count: number }[]
  return all.find(({ host }) => host === name)?.count
}

async function findings({ pid, port, file }: Running): Promise<string[]> {
  const deployment = join(folderOf({ 'orders.yaml': manifest(port) }), 'orders.yaml')
  const args = ['--live', '--pid', pid, '--report', file, '--mesh', 'istio@1.30', '--format', 'json']
  return [...new Set(short(await doctor(deployment, ...args)).map((line) => line.slice(0, 5)))].sort()
}

// The channels differ between the lines of Node: the oldest that is supported, and one that is new.
describe.runIf(process.platform === 'linux').each(['20', '24'])('on Node %s', (line) => {
  const node = nodeBinary(line)

  test('all that a running service does wrong', { timeout: 60_000 }, async () => {
    const bad = await started(node, 'bad')
    await used(bad)
    await until(() => (callsTo('payments', bad) === 5 ? true : undefined))
    expect(await findings(bad)).toEqual(['TF101', 'TF203', 'TF401', 'TF402', 'TF601'])
    const { servers, agents, calls } = read(bad.file)
    expect(servers).toContainEqual(
      expect.objectContaining({ address: '127.0.0.1', port: bad.port, keepAliveTimeout: 5000 }),
    )
    expect(agents).toEqual([{ name: 'http.Agent', keepAlive: false, pending: 0 }])
    expect(calls).toContainEqual({ host: 'payments', protocol: 'https:', count: 5, inContext: 0, forwarded: 0 })
    expect(calls).toContainEqual({ host: '127.0.0.1', protocol: 'http:', count: 10, inContext: 10, forwarded: 0 })
  })

  test('nothing is found of one that does all right', { timeout: 60_000 }, async () => {
    const good = await started(node, 'good')
    await used(good)
    expect(await findings(good)).toEqual([])
    const { calls, agents } = read(good.file)
    expect(calls).toContainEqual({ host: '127.0.0.1', protocol: 'http:', count: 10, inContext: 10, forwarded: 10 })
    expect(agents).toEqual([expect.objectContaining({ name: 'http.globalAgent', keepAlive: true, idleTimeout: 5000 })])
  })
})

test('a report is for its owner alone, and holds no header, path or variable', { timeout: 60_000 }, async () => {
  const running = await started(process.execPath, 'good', { SOME_PASSWORD: 'variable-canary' })
  await used(running)
  expect(statSync(running.file).mode & 0o777).toBe(0o600)
  const text = readFileSync(running.file, 'utf8')
  expect(text).not.toMatch(/canary|0af7651916cd43dd|Bearer|orders\?|SOME_PASSWORD/)
  expect(Object.keys(JSON.parse(text))).toEqual(['version', 'process', 'pid', 'node', 'servers', 'agents', 'calls'])
})
