// Names that others choose - in manifests, answers, arguments, file names - reach a terminal, a log or a CI system from each
// command in each format. None may move a cursor, turn the direction of a line, or begin a command of GitHub Actions.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { compile } from '@traceferry/testkit'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { secret, startService, stopServices } from '../../probe/test/services.ts'

vi.setConfig({ testTimeout: 60_000 })

const program = fileURLToPath(new URL('../bin/traceferry.js', import.meta.url))
const doctor = fileURLToPath(new URL('../../doctor/bin/doctor.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'traceferry-hostile-'))

/** A new line with a workflow command, an escape sequence, C1's CSI, a bell, DEL, a bidi override, a line separator. */
const hostile =
  'a\n::error file=x::forged\r\n::stop-commands::t\u001b[2J\u009b2J\u0007\u007f\u202eb\u2028##[error]forged'
/** Some of it at the start of one of our lines. */
const first = '::error::forged'

beforeAll(() =>
  compile('core', 'fetch', 'express', 'fastify', 'koa', 'http', 'sidecar', 'probe', 'audit', 'doctor', 'cli'),
)
afterAll(() => {
  stopServices()
  rmSync(folder, { recursive: true })
})

interface Ran {
  readonly stdout: string
  readonly stderr: string
  readonly status: number | null
}

async function run(args: readonly string[], env: Record<string, string> = {}, file = program): Promise<Ran> {
  const child = spawn(process.execPath, [file, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', TRACEFERRY_PROBE_SECRET: secret, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { stdout, stderr, status }
}

/** No raw control character but the end of a line, and no line that a CI system would obey - but for the doctor's own. */
function clean({ stdout, stderr }: Ran, own = /^(?!)/): void {
  for (const output of [stdout, stderr]) {
    expect(output.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
    const commands = output.split('\n').filter((line) => /^\s*::|##\[|##vso\[/.test(line))
    expect(commands.filter((line) => !own.test(line))).toEqual([])
  }
}

const quoted = JSON.stringify(hostile)
const manifest = (name: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${name} }
spec:
  template:
    metadata: { labels: { app: x } }
    spec:
      containers:
        - name: ${name}
          image: node
          ports: [{ containerPort: 15001 }]
          env: [{ name: ${name}, value: "https://orders.shop.svc" }, { name: HOST, value: 127.0.0.1 }]
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${name} }
spec: { clusterIP: None, selector: { app: x }, ports: [{ port: 15001, name: ${name}, appProtocol: ${name} }] }
# a comment with \u001b[2J, \u202e and \u009b
`

const own = /^::(error|warning|notice) (file=[^:]*,line=\d+,col=\d+,title=TF\d+ [^:]*|title=TF8\d\d)::/

test.each(['text', 'json', 'sarif', 'github'])('doctor --format %s', async (format) => {
  const name = join(folder, `k8s ${format}`)
  mkdirSync(join(name, first), { recursive: true })
  writeFileSync(join(name, 'a\n::error::forged\u001b[2J.yaml'), manifest(quoted))
  writeFileSync(join(name, first, 'b.yaml'), manifest(JSON.stringify(first)))
  writeFileSync(join(name, '\u202e.json'), 'no JSON of ours')
  for (const file of [program, doctor]) {
    const args = file === program ? ['doctor'] : []
    const options = ['--mesh', 'istio@1.30,linkerd@2.20', '--format', format]
    const ran = await run([...args, name, ...options], {}, file)
    expect([ran.status, ran.stderr]).toEqual([1, ''])
    clean(ran, format === 'github' ? own : undefined)
  }
  const named = await run([
    'doctor',
    join(first, 'b.yaml'),
    '--format',
    format,
    '--mesh',
    'istio',
    '--fix',
    '--dry-run',
  ])
  clean(named, format === 'github' ? own : undefined)
})

test('doctor: diffs, baselines, need-mesh, what was left out, and every error', async () => {
  const name = join(folder, 'all')
  mkdirSync(join(name, 'charts'), { recursive: true })
  writeFileSync(join(name, 'a\n::error::x\u001b[2J.yaml'), manifest(quoted))
  writeFileSync(join(name, `${first}.yaml`), manifest(JSON.stringify(first)))
  writeFileSync(
    join(name, 'charts', 'a\n::error::x\u001b.yaml'),
    'apiVersion: v1\nkind: X\n{{ if .x }}\na: {{ .y }}\n{{ end }}\n',
  )
  const broken = join(folder, 'broken\n::error::x\u001b.yaml')
  writeFileSync(broken, 'apiVersion: v1\nkind: "\u0007\\q"\n')
  const answers = join(folder, 'answers.yaml')
  writeFileSync(answers, `languages: [${quoted}, "a", "b"]\n`)
  const wrong = join(folder, 'wrong.yaml')
  writeFileSync(wrong, `${quoted}: 1\n`)
  const report = join(folder, 'report.json')
  const server = { address: '127.0.0.1', port: 15001 }
  writeFileSync(
    report,
    JSON.stringify({
      version: 1,
      process: hostile,
      servers: [server],
      calls: [{ host: 'a', protocol: 'https:', count: 1 }],
    }),
  )
  const runs: [string[], number][] = [
    [[name, '--fix', '--dry-run', '--mesh', 'istio'], 1],
    [[name, '--write-baseline', join(folder, 'base\n::error::x\u001b.json'), '--mesh', 'istio'], 0],
    [[name, '--write-baseline', join(folder, 'no\n::error::x\u001b/base.json'), '--mesh', 'istio'], 2],
    [['--report', report, '--mesh', 'istio'], 1],
    [['--report', `http://127.0.0.1:1/${hostile}`], 2],
    [['need-mesh', name], 0],
    [['need-mesh', name, '--json'], 0],
    [['need-mesh', '--answers', answers], 0],
    [['need-mesh', '--answers', answers, '--json'], 0],
    [['need-mesh', '--answers', wrong], 2],
    [[broken], 2],
    [[`${first}${hostile}`], 2],
    [[`--${hostile}`], 2],
    [['--format', hostile], 2],
    [['--mesh', hostile, name], 2],
    [['--kubernetes', hostile, name], 2],
    [['--rule', hostile, name], 2],
    [['--baseline', hostile, name], 2],
    [['--pid', hostile], 2],
    [['explain', hostile], 2],
  ]
  for (const [args, status] of runs) {
    const ran = await run(['doctor', ...args])
    expect([args, ran.status]).toEqual([args, status])
    clean(ran)
  }
  clean({ stdout: readFileSync(join(folder, 'base\n::error::x\u001b.json'), 'utf8'), stderr: '', status: 0 })
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('trace: names of services, redirects, answers and arguments', async () => {
  const orders = await startService(first, {})
  const front = await startService(hostile.replaceAll('\u0000', ''), { NEXT: orders })
  for (const json of [[], ['--json']]) {
    const ran = await run(['trace', front, ...json])
    expect(ran.status).toBe(0)
    clean(ran)
  }
  const at = await serve(({ url }, response) => {
    if (url === '/away') response.writeHead(302, { location: 'http://bob:SECRET1@x/\u0085\u009b2J' }).end()
    else if (url === '/on') response.writeHead(302, { location: '/next' }).end()
    else
      response
        .writeHead(503, { server: 'envoy' })
        .end(
          `upstream connect error ${hostile} http://bob:SECRET2@x ${'x'.repeat(214)} http://u:SECRET3${'y'.repeat(300)}@x`,
        )
  })
  const runs: [string[], number][] = [
    [[`http://bob:SECRET4@${at}/away`], 3],
    [[`http://bob:SECRET4@${at}/on`], 3],
    [[`http://bob:SECRET4@${at}/`], 4],
    [['http://bob:SECRET4@127.0.0.1:1/'], 4],
    [[`ftp://bob:SECRET4@x/${hostile}`], 2],
    [[hostile], 2],
    [['--header', `authorization Bearer SECRET4 ${hostile}`, `http://${at}/`], 2],
    [['--header', `authorization: SECRET4 ${hostile}`, `http://${at}/`], 2],
    [['--timeout', hostile, `http://${at}/`], 2],
    [['--cacert', hostile, `http://${at}/`], 2],
    [[`--${hostile}`], 2],
  ]
  for (const [args, status] of runs) {
    const ran = await run(['trace', ...args])
    expect([args, ran.status]).toEqual([args, status])
    clean(ran)
    expect(ran.stdout + ran.stderr).not.toMatch(/SECRET/)
  }
})

test('trace --json: the URL without its password', async () => {
  const front = await startService('front')
  const { stdout, status } = await run(['trace', front.replace('//', '//bob:SECRET1@'), '--json'])
  expect([status, JSON.parse(stdout).url]).toEqual([0, front.replace('//', '//***@')])
})

test('await: URLs, programs and arguments', async () => {
  const at = await serve((_, response) => void response.writeHead(503).end(hostile))
  const url = `http://bob:SECRET1@${at}/${hostile}`
  const ready = await serve((_, response) => void response.end('ok'))
  const runs: [string[], number][] = [
    [['--ready-url', url, '--timeout', '1s', '--on-timeout', 'fail'], 69],
    [['--ready-url', `http://bob:SECRET1@${at}/`, '--timeout', '1s', '--on-timeout', 'fail'], 69],
    [['--ready-url', `http://bob:SECRET1@${at}/`, '--timeout', '1s', '--json'], 0],
    [['--ready-url', `http://bob:SECRET1@${ready}/`, '--json'], 0],
    [['--ready-url', `ftp://bob:SECRET1@x/`], 2],
    [['--mesh', 'none', '--', join(folder, hostile)], 127],
    [['--mesh', hostile], 2],
    [['--timeout', hostile], 2],
    [[`--${hostile}`], 2],
  ]
  for (const [args, status] of runs) {
    const ran = await run(['await', ...args])
    expect([args, ran.status]).toEqual([args, status])
    clean(ran)
    expect(ran.stdout + ran.stderr).not.toMatch(/SECRET/)
  }
  clean(await run([hostile]))
})
