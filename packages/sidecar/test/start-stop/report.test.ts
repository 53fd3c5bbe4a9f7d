// The report of a process on itself, with real servers and clients, and the file that it is written to.
import { execFileSync } from 'node:child_process'
import { channel } from 'node:diagnostics_channel'
import { once } from 'node:events'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { Agent, createServer, get, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compile } from '@traceferry/testkit'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { type ReportOptions, report } from '../../src/report.ts'
import { runApp } from './run-app.ts'

beforeAll(() => compile('core', 'sidecar'))

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'report-'))
  onTestFinished(() => rmSync(made, { recursive: true }))
  return made
}

function reporting(options: ReportOptions = {}) {
  const running = report(options)
  onTestFinished(() => running.end())
  return running
}

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

test('servers, with the timeouts that they have when it is read, and without those that have closed', async () => {
  const { now } = reporting()
  const server = createServer()
  const closed = createServer()
  const url = await listening(server)
  await listening(closed)
  server.keepAliveTimeout = 7000
  closed.close()
  expect(now().servers).toEqual([
    expect.objectContaining({ address: '127.0.0.1', port: Number(new URL(url).port), keepAliveTimeout: 7000 }),
  ])
})

test('the time after which calls were given up, by each client', async () => {
  const { now } = reporting()
  const silent = new URL(await listening(createServer(({ url }, response) => url === '/' || response.end())))
  await (await fetch(new URL('/warm', silent))).text() // what the connection takes is not seen
  await expect(fetch(silent, { signal: AbortSignal.timeout(300) })).rejects.toThrow('timeout')
  const [byFetch] = now().calls
  expect(byFetch?.timeout).toBeGreaterThan(200)
  expect(byFetch?.timeout).toBeLessThan(2000)

  silent.hostname = 'localhost'
  const request = get(silent, { timeout: 150 })
  request.on('timeout', () => request.destroy())
  await once(request, 'error').catch(() => {})
  expect(now().calls).toContainEqual(expect.objectContaining({ host: 'localhost', count: 1, timeout: 150 }))
})

test('it does not listen where only tracers do: traceferry would leave headers to it', () => {
  reporting()
  expect(channel('undici:request:create').hasSubscribers).toBe(false)
  expect(channel('undici:client:sendHeaders').hasSubscribers).toBe(true)
})

test('agents by their settings, and how many calls waited for a socket', async () => {
  const { now } = reporting()
  const url = await listening(createServer((_, response) => setTimeout(() => response.end(), 50)))
  const agent = new Agent({ keepAlive: true, maxSockets: 1, timeout: 9000 })
  const answers = Array.from({ length: 4 }, async () => {
    const [answer] = await once(get(url, { agent }), 'response')
    answer.resume()
  })
  await Promise.all(answers)
  agent.destroy()
  for (let n = 0; n < 3; n++) {
    const [answer] = await once(get(url, { agent: false }), 'response')
    answer.resume()
  }
  expect(now().agents).toEqual([
    { name: 'http.Agent', keepAlive: true, idleTimeout: 9000, maxSockets: 1, pending: 3 },
    { name: 'http.Agent', keepAlive: false, pending: 0 },
  ])
})

test('it is bounded, whatever the process does', async () => {
  const { now } = reporting()
  for (let n = 0; n < 150; n++) await fetch(`http://127.0.1.${n}:2/`).catch(() => {})
  expect(now().calls).toHaveLength(100)
})

test('written at the start, when something has changed, at the end, and then no more', async () => {
  const file = join(folder(), 'report-{pid}.json')
  const path = file.replace('{pid}', String(process.pid))
  const { end } = reporting({ file, intervalMs: 100, process: 'orders' })
  const read = () => JSON.parse(readFileSync(path, 'utf8'))
  expect(read()).toMatchObject({ version: 1, process: 'orders', pid: process.pid, servers: [] })
  const inode = statSync(path).ino
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(statSync(path).ino).toBe(inode) // nothing has changed, nothing is written

  await listening(createServer())
  while (read().servers.length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
  await listening(createServer())
  end()
  expect(read().servers).toHaveLength(2)
  expect(readdirSync(join(path, '..'))).toEqual([`report-${process.pid}.json`])
})

test('nothing but a regular file is replaced, and what cannot be written is told at the start', () => {
  const here = folder()
  const others = join(here, 'others.txt')
  writeFileSync(others, 'untouched')
  symlinkSync(others, join(here, 'link'))
  mkdirSync(join(here, 'folder'))
  execFileSync('mkfifo', [join(here, 'pipe')])
  for (const file of ['link', 'folder', 'pipe', 'no-such-folder/report.json']) {
    expect(() => report({ file: join(here, file) })).toThrow(/^TF026: the report ".*" cannot be written: /)
  }
  expect(readFileSync(others, 'utf8')).toBe('untouched')
  expect(readdirSync(here).sort()).toEqual(['folder', 'link', 'others.txt', 'pipe'])
})

test('what a killed process of the same id has left behind is no obstacle, and is not followed', () => {
  const here = folder()
  const [file, others] = [join(here, 'report.json'), join(here, 'others.txt')]
  writeFileSync(others, 'untouched')
  symlinkSync(others, `${file}.${process.pid}.tmp`)
  reporting({ file })
  expect(JSON.parse(readFileSync(file, 'utf8')).version).toBe(1)
  expect(readFileSync(others, 'utf8')).toBe('untouched')
})

test('a folder that goes away later: one warning, and the service goes on', async () => {
  const app = runApp('reported.mjs', { env: { TRACEFERRY_REPORT: join(folder(), 'gone', 'report.json') } })
  expect(await app.ended).toBe(0)
  expect(app.output()).toContain('served')
  expect(app.output().match(/\[TF026\] TraceferryWarning: the report ".*" cannot be written: ENOENT/g)).toHaveLength(1)
})

test.each([
  [{ file: 7 }, 'TF026'],
  [{ intervalMs: -1, file: '/tmp/x' }, 'TF005'],
  [{ intervalMs: 10, file: '/tmp/x' }, 'TF005'],
  [{ path: '/tmp/x' }, 'TF007'],
])('%j is refused with %s', (options, code) => {
  expect(() => report(options as never)).toThrow(code)
})
