// The folder that is injected into pods, as it is there: away from every node_modules, and set in NODE_OPTIONS.
import { execFile } from 'node:child_process'
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:http2'
import { builtinModules } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { compile, type Echo, expectCarried, headersOf, requestRaw, selfSigned, startEcho } from '@traceferry/testkit'
import { parse } from 'acorn'
import { buildSync } from 'esbuild'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { runApp } from './run-app.ts'

const tls = selfSigned()
const apps = fileURLToPath(new URL('apps', import.meta.url))
const REQUESTS = 20

let echo: Echo
let elsewhere: string
let payload: string
let required: string
beforeAll(async () => {
  compile('core', 'fetch', 'http', 'sidecar', 'register', 'express')
  elsewhere = mkdtempSync(join(tmpdir(), 'traceferry-elsewhere-'))
  payload = join(elsewhere, 'traceferry')
  cpSync(new URL('../dist/traceferry', import.meta.url), payload, { recursive: true })
  for (const name of readdirSync(payload)) chmodSync(join(payload, name), 0o444)
  chmodSync(payload, 0o555)
  chmodSync(elsewhere, 0o755)
  required = `--require ${join(payload, 'register.cjs')}`
  echo = await startEcho()
})
beforeEach(() => echo.clear())
afterAll(async () => {
  await echo.close()
  chmodSync(payload, 0o755)
  rmSync(elsewhere, { recursive: true })
})

const environment = (more: Record<string, string> = {}) => ({
  UPSTREAM: echo.url,
  KEY: tls.key,
  CERT: tls.cert,
  NODE_OPTIONS: required,
  ...more,
})

/** Each request's calls carry its own ids: `calls` of them. */
async function askAll(url: string, calls = 2): Promise<void> {
  const numbers = Array.from({ length: REQUESTS }, (_, n) => n)
  await Promise.all(numbers.map((n) => requestRaw(url, { path: `/${n}`, headers: headersOf(n) })))
  for (const n of numbers) {
    const own = echo.calls.filter(({ path }) => path.startsWith(`/${n}/`))
    expectCarried(own, headersOf(n), calls)
  }
}

const run = (args: readonly string[], env: Record<string, string> = {}) =>
  promisify(execFile)(process.execPath, args, {
    cwd: '/',
    env: { PATH: process.env.PATH, NODE_OPTIONS: required, ...env },
  })

test('it is small, and needs nothing but Node', () => {
  const files = readdirSync(payload)
  expect(files.sort()).toEqual([
    'LICENSE',
    'autoinstrumentation.js',
    'package.json',
    'register.cjs',
    'report.cjs',
    'traceferry.cjs',
  ])
  const bytes = files.reduce((all, name) => all + statSync(join(payload, name)).size, 0)
  expect(bytes).toBeLessThan(300 * 1024)
  for (const name of files.filter((name) => /js$/.test(name))) {
    const asked = [...readFileSync(join(payload, name), 'utf8').matchAll(/\brequire\(["']([^"']+)["']\)/g)]
    const others = asked.map(([, id]) => id as string).filter((id) => !builtinModules.includes(id.replace('node:', '')))
    expect(others.filter((id) => !/^\.\/(register|report|traceferry)\.cjs$/.test(id))).toEqual([])
  }
})

test.each(['register.cjs', 'autoinstrumentation.js'])('%s is in the syntax of Node 8', (name) => {
  const code = readFileSync(join(payload, name), 'utf8')
  expect(() => parse(code, { ecmaVersion: 2017 })).not.toThrow()
})

test.each([
  ['an ES module with node:http', 'app.mjs', 'http'],
  ['an ES module with node:https', 'app.mjs', 'https'],
  ['an ES module with Express 5', 'app.mjs', 'express'],
  ['CommonJS with Express 4 and undici 6', 'app.cjs', ''],
])(`%s: ${REQUESTS} requests at once, each call with its own ids`, async (_, file, kind) => {
  const app = await runApp(file, { flags: [], args: [kind], env: environment(), cwd: elsewhere })
  await askAll(`${kind === 'https' ? 'https' : 'http'}://127.0.0.1:${app.port}`)
  await app.stop()
})

test(`an ES module with node:http2: ${REQUESTS} requests on one session`, async () => {
  const app = await runApp('app.mjs', { flags: [], args: ['http2'], env: environment(), cwd: elsewhere })
  const session = connect(`https://127.0.0.1:${app.port}`, { rejectUnauthorized: false })
  const numbers = Array.from({ length: REQUESTS }, (_, n) => n)
  await Promise.all(
    numbers.map((n) => {
      const list: Record<string, string> = { ':path': `/${n}` }
      const headers = headersOf(n)
      for (let i = 0; i < headers.length; i += 2) list[(headers[i] as string).toLowerCase()] = headers[i + 1] as string
      return text(session.request(list))
    }),
  )
  for (const n of numbers)
    expectCarried(
      echo.calls.filter(({ path }) => path.startsWith(`/${n}/`)),
      headersOf(n),
      2,
    )
  session.close()
  await app.stop()
})

test.each(['esm', 'cjs'] as const)('an app that a bundler has made one file of: %s', async (format) => {
  const file = join(elsewhere, `bundled-${format}.${format === 'esm' ? 'mjs' : 'cjs'}`)
  const banner =
    format === 'esm'
      ? "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)"
      : ''
  const { outputFiles } = buildSync({
    entryPoints: [join(apps, 'app.mjs')],
    bundle: true,
    minify: true,
    platform: 'node',
    format,
    banner: { js: banner },
    write: false,
  })
  writeFileSync(file, outputFiles[0]?.text ?? '')
  const app = await runApp(file, { flags: [], args: ['express'], env: environment(), cwd: elsewhere })
  await askAll(`http://127.0.0.1:${app.port}`)
  await app.stop()
})

test.each([
  ['before us', (otel: string) => `--require ${otel} ${required}`],
  ['after us', (otel: string) => `${required} --require ${otel}`],
])(
  "OpenTelemetry's injection %s: its own fields are its own, and what it does not know goes on",
  async (_, options) => {
    const env = environment({ NODE_OPTIONS: options(join(apps, 'otel.cjs')) })
    const app = await runApp('app.cjs', { flags: [], env, cwd: elsewhere })
    const trace = (n: number) => `00-${String(n + 1).padStart(32, 'a')}-00f067aa0ba902b7-01`
    const numbers = Array.from({ length: REQUESTS }, (_, n) => n)
    await Promise.all(
      numbers.map((n) =>
        requestRaw(`http://127.0.0.1:${app.port}`, {
          path: `/${n}`,
          headers: ['x-request-id', `request-${n}`, 'traceparent', trace(n)],
        }),
      ),
    )
    await app.stop()
    for (const n of numbers) {
      const calls = echo.calls.filter(({ path }) => path.startsWith(`/${n}/`))
      expect(calls).toHaveLength(2)
      for (const { rawHeaders } of calls) {
        const values = (name: string) =>
          rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name)
        expect(values('x-request-id')).toEqual([`request-${n}`])
        const [parent, ...more] = values('traceparent')
        expect(more).toEqual([])
        // The same trace, and a span of OpenTelemetry's own.
        expect(parent?.slice(0, 35)).toBe(trace(n).slice(0, 35))
        expect(parent?.slice(36, 52)).not.toBe('00f067aa0ba902b7')
      }
    }
  },
)

test("beside an adapter's line a request is captured once, and the options of the line win", async () => {
  const env = environment({ TRACEFERRY_FORMATS: 'request-id' })
  let app = await runApp('lined.mjs', { flags: [], env: environment(), cwd: elsewhere })
  const { body } = await requestRaw(`http://127.0.0.1:${app.port}`, {
    path: '/1',
    headers: [...headersOf(1).slice(0, 2), 'traceparent', 'malformed'],
  })
  await app.stop()
  expect(JSON.parse(body)).toEqual({ malformed: 1 })
  echo.clear()
  app = await runApp('lined.mjs', { flags: [], args: ['{"formats":["baggage"]}'], env, cwd: elsewhere })
  await requestRaw(`http://127.0.0.1:${app.port}`, { path: '/1', headers: headersOf(1) })
  await app.stop()
  expectCarried(echo.calls, ['baggage', 'n=1'])
})

test('options come from the environment', async () => {
  const env = environment({ TRACEFERRY_FORMATS: 'request-id' })
  const app = await runApp('app.mjs', { flags: [], args: ['http'], env, cwd: elsewhere })
  await requestRaw(`http://127.0.0.1:${app.port}`, { path: '/1', headers: headersOf(1) })
  expectCarried(echo.calls, ['x-request-id', 'request-1'], 2)
  await app.stop()
})

test('in a process without a server nothing is patched; with its first server all is', async () => {
  const { stdout, stderr } = await run([join(apps, 'quiet.cjs')], { UPSTREAM: echo.url })
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual({ patched: 0, loaded: 0, late: 2, rest: [] })
})

test('a process that only consumes messages forwards their ids, with its first message', async () => {
  const { stderr } = await run([join(apps, 'consumer.cjs')], { UPSTREAM: echo.url })
  expect(stderr).toBe('')
  expect(echo.seen('/before').map((call) => call.all('x-request-id'))).toEqual([[]])
  for (let n = 0; n < REQUESTS; n++) {
    const calls = echo.calls.filter(({ path }) => path.startsWith(`/${n}/`))
    expectCarried(calls, ['x-request-id', `request-${n}`], 2)
  }
})

test('a server in a worker thread captures, too', async () => {
  const app = `const { createServer, get } = require('node:http')
    createServer((request, response) => get(process.env.UPSTREAM + request.url + '/http', () => response.end()))
      .listen(0, '127.0.0.1', function () { require('worker_threads').parentPort.postMessage(this.address().port) })`
  const main = `new (require('worker_threads').Worker)(${JSON.stringify(app)}, { eval: true }).on('message', console.log)`
  const file = join(elsewhere, 'threads.cjs')
  writeFileSync(file, main)
  const { port, stop } = await runApp(file, { flags: [], env: environment(), cwd: elsewhere })
  await askAll(`http://127.0.0.1:${port}`, 1)
  await stop()
})

test('a wrong option is told once, by the process that has a server, and it goes on without', async () => {
  const env = { TRACEFERRY_FORMATS: 'zipkin' }
  const quiet = await run(['-e', "console.log('ran')"], env)
  expect(quiet).toMatchObject({ stdout: 'ran\n', stderr: '' })
  const { stdout, stderr } = await run(
    ['-e', "require('http').createServer(); require('http').createServer(); console.log('ran')"],
    env,
  )
  expect(stdout).toBe('ran\n')
  expect(stderr).toMatch(/^traceferry does nothing in this process: TF001: TRACEFERRY_FORMATS has "zipkin".*\n$/)
})

test('with TRACEFERRY_REPORT the process reports on itself', async () => {
  const file = join(elsewhere, 'report.json')
  const env = environment({ TRACEFERRY_REPORT: file, TRACEFERRY_REPORT_INTERVAL_MS: '100' })
  const app = await runApp('app.mjs', { flags: [], args: ['http'], env, cwd: elsewhere })
  await requestRaw(`http://127.0.0.1:${app.port}`, { path: '/1', headers: headersOf(1) })
  await expect.poll(() => readFileSync(file, 'utf8'), { timeout: 10_000 }).toContain(`"port": ${app.port}`)
  await app.stop()
})

test.runIf(process.getuid?.() === 0)('any user id can read it', async () => {
  // Not started as that user: the Node itself may stand in a folder of root's.
  const code = `process.setgid(12345); process.setuid(12345); require(${JSON.stringify(join(payload, 'register.cjs'))})
    const before = require('http').get; require('http').createServer(); console.log(require('http').get === before)`
  const { stdout, stderr } = await run(['-e', code], { NODE_OPTIONS: '' })
  expect(stderr).toBe('')
  expect(stdout).toBe('false\n')
})
