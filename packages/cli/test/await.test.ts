import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { compile } from '@traceferry/testkit'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { findEnvoy } from '../../../tools/envoy/envoy-binary.js'
import { portsForSidecar, startSidecar } from '../../../tools/proof/sidecar.js'

const bin = fileURLToPath(new URL('../bin/traceferry.js', import.meta.url))
const signals = fileURLToPath(new URL('apps/signals.mjs', import.meta.url))
const node = process.execPath

beforeAll(() => compile('core', 'sidecar', 'cli'))

interface Run {
  readonly out: () => string
  readonly err: () => string
  kill(signal: NodeJS.Signals): void
  said(text: string): Promise<void>
  readonly ended: Promise<number | NodeJS.Signals>
}

const running = new Set<Run>()
afterEach(async () => {
  for (const run of running) run.kill('SIGKILL')
  await Promise.all([...running].map((run) => run.ended))
  running.clear()
})

function traceferry(args: readonly string[], env: Record<string, string> = {}): Run {
  const child = spawn(node, [bin, ...args], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk) => (out += chunk))
  child.stderr.on('data', (chunk) => (err += chunk))
  const run: Run = {
    out: () => out,
    err: () => err,
    kill: (signal) => void child.kill(signal),
    ended: new Promise((resolve) => child.on('close', (code, signal) => resolve((code ?? signal) as number))),
    async said(text) {
      while (!`${out}${err}`.includes(text)) {
        if (child.exitCode !== null) throw new Error(`it ended without ${text}: ${out}${err}`)
        await sleep(20)
      }
    },
  }
  running.add(run)
  return run
}

const none = ['await', '--mesh', 'none', '--']

describe("the program's exit code is kept", () => {
  test.each([
    [[node, '-e', 'process.exit(7)'], 7],
    [['sh', '-c', 'kill -TERM $$'], 143],
    [['sh', '-c', 'kill -KILL $$'], 137],
    [['/there/is/no/such/program'], 127],
    [['/etc/passwd'], 126],
  ] as const)('%j: %d', async (program, code) => {
    expect(await traceferry([...none, ...program]).ended).toBe(code)
  })

  test('its arguments are its own, and its output goes where ours goes', async () => {
    const run = traceferry([...none, node, '-p', 'process.argv.slice(1).join()', '--', '--json', '--help'])
    expect(await run.ended).toBe(0)
    expect([run.out(), run.err()]).toEqual(['--json,--help\n', ''])
  })
})

describe('signals', () => {
  test('are passed on, each once, and the exit code is what the program makes of them', async () => {
    const run = traceferry([...none, node, signals])
    await run.said('started')
    for (const signal of ['SIGHUP', 'SIGINT', 'SIGUSR1', 'SIGUSR2', 'SIGQUIT', 'SIGTERM'] as const) {
      run.kill(signal)
      await run.said(signal)
    }
    expect(await run.ended).toBe(40)
    expect(run.out()).toBe('started\nSIGHUP\nSIGINT\nSIGUSR1\nSIGUSR2\nSIGQUIT\nSIGTERM\n')
  })

  test('a program that does not handle one is ended by it: 128 + n', async () => {
    const run = traceferry([...none, node, '-e', 'console.log("started"); setInterval(() => {}, 1000)'])
    await run.said('started')
    run.kill('SIGHUP')
    expect(await run.ended).toBe(129)
  })

  test('one that comes while there is nothing to pass it to ends the waiting', async () => {
    const run = traceferry(['await', '--mesh', 'istio', '--ready-url', 'http://127.0.0.1:9/', '--', node, signals])
    await run.said('traceferry await: nothing listens')
    run.kill('SIGTERM')
    expect(await run.ended).toBe('SIGTERM')
    expect(run.out()).toBe('')
  })
})

describe('waiting', () => {
  test('for a sidecar that is not ready in time: the program starts all the same, with a warning', async () => {
    const run = traceferry(['await', '--timeout', '0.2s', '--ready-url', 'http://127.0.0.1:9/', '--', node, '-p', '1'])
    expect(await run.ended).toBe(0)
    expect(run.out()).toBe('1\n')
    expect(run.err()).toContain('[TF022] TraceferryWarning: the sidecar was not ready after')
  })

  test('or does not, with 69', async () => {
    const flags = ['--timeout', '200ms', '--on-timeout', 'fail', '--ready-url', 'http://127.0.0.1:9/']
    const run = traceferry(['await', ...flags, '--', node, '-p', '1'])
    expect(await run.ended).toBe(69)
    expect([run.out(), run.err()]).toEqual(['', expect.stringContaining('error: TF022')])
  })

  test('--json without a program: one line on stdout', async () => {
    const sidecar = createServer((_, response) => response.end()).listen(0, '127.0.0.1')
    await new Promise((resolve) => sidecar.once('listening', resolve))
    const url = `http://127.0.0.1:${(sidecar.address() as AddressInfo).port}/`
    const run = traceferry(['await', '--json', '--ready-url', url])
    expect(await run.ended).toBe(0)
    expect(JSON.parse(run.out())).toMatchObject({ mesh: 'custom', ready: true })
    sidecar.close()
  })
})

describe('behind a real Envoy', () => {
  test('the program starts when it is ready; --quit ends it, so that a Job completes', async () => {
    const ports = await portsForSidecar()
    const env = { ENVOY_ADMIN_API: `http://127.0.0.1:${ports.admin}`, TRACEFERRY_MESH: 'envoy' }
    const run = traceferry(['await', '--quit', '--json', '--', node, '-e', 'console.log("job"); process.exit(3)'], env)
    await run.said('nothing listens')
    expect(run.out()).toBe('')
    const sidecar = await startSidecar(await findEnvoy(), { apps: [9], ports, ready: false })
    expect(await run.ended).toBe(3)
    expect(run.out()).toBe('job\n')
    expect(run.err()).toContain('"mesh":"envoy","ready":true')
    await sidecar.ended
    await expect(fetch(`${sidecar.admin}/ready`)).rejects.toThrow()
    await sidecar.stop()
  })
})

describe('arguments', () => {
  test('--help, of the command and of all', async () => {
    const all = traceferry(['--help'])
    const one = traceferry(['await', '--help'])
    expect([await all.ended, await one.ended]).toEqual([0, 0])
    expect(all.out()).toContain('await [options] [program...]')
    for (const option of ['--mesh', '--timeout', '--quit', '--json', '69']) expect(one.out()).toContain(option)
  })

  test.each([
    [['nonsense'], /unknown command/],
    [['await', '--nonsense'], /unknown option '--nonsense'/],
    [['await', '--mesh', 'consul'], /Allowed choices are auto/],
    [['await', '--timeout', 'soon'], /Write milliseconds from 0 to 86400000, or a unit: 500ms, 30s, 2m/],
    [['await', '--timeout', '1h'], /Write milliseconds/],
    [['await', '--timeout', '-1'], /Write milliseconds/],
    [['await', '--on-timeout', 'start'], /Allowed choices are warn, fail/],
    [['await', '--ready-url', 'localhost'], /TF020: readyUrl is "localhost"/],
    [[], /Usage: traceferry/],
  ])('%j ends with 2', async (args, message) => {
    const run = traceferry(args)
    expect(await run.ended).toBe(2)
    expect(run.err()).toMatch(message)
    expect(run.out()).toBe('')
  })
})
