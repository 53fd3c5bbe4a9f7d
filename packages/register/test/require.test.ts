// `NODE_OPTIONS="--require /app/node_modules/@traceferry/register/register.cjs"`, which every process below inherits: it works from
// any folder, and ends none.
import { execFile } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { compile, type Echo, expectCarried, headersOf, requestRaw, startEcho } from '@traceferry/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runApp } from './run-app.ts'

const register = fileURLToPath(new URL('../register.cjs', import.meta.url))

let echo: Echo
let elsewhere: string
beforeAll(async () => {
  compile('core', 'fetch', 'http', 'register', 'express')
  echo = await startEcho()
  elsewhere = mkdtempSync(join(tmpdir(), 'traceferry-elsewhere-'))
})
afterAll(async () => {
  await echo.close()
  rmSync(elsewhere, { recursive: true })
})

/** Runs a program in a folder that has nothing to do with the app. */
async function run(code: string, { file = register, env = {} as Record<string, string> } = {}) {
  const surroundings = { PATH: process.env.PATH, NODE_OPTIONS: `--require ${file}`, ...env }
  return promisify(execFile)(process.execPath, ['-e', code], { cwd: elsewhere, env: surroundings })
}

test.each([
  ['an ES module', 'app.mjs'],
  ['CommonJS', 'app.cjs'],
])('%s in another folder: each call with the ids of its request', async (_, file) => {
  const env = { UPSTREAM: echo.url, KEY: '', CERT: '', NODE_OPTIONS: `--require ${register}` }
  const app = await runApp(file, { flags: [], args: ['http'], env, cwd: elsewhere })
  echo.clear()
  await Promise.all(
    [1, 2, 3].map((n) => requestRaw(`http://127.0.0.1:${app.port}`, { path: `/${n}`, headers: headersOf(n) })),
  )
  for (const n of [1, 2, 3])
    expectCarried(
      echo.calls.filter(({ path }) => path.startsWith(`/${n}/`)),
      headersOf(n),
      2,
    )
  await app.stop()
})

test('a process that has no server runs as before, and so do its children and its threads', async () => {
  const child = "console.log('child', process.cwd())"
  const worker = "new (require('worker_threads').Worker)(\"console.log('thread')\", { eval: true })"
  const code = `${worker}; console.log(require('child_process').execFileSync(process.execPath, ['-e', ${JSON.stringify(child)}], { cwd: '/' }).toString())`
  const { stdout, stderr } = await run(code)
  expect(stdout).toContain('child /')
  expect(stdout).toContain('thread')
  expect(stderr).toBe('')
})

test('a wrong option is told once, and the process goes on without', async () => {
  const worker = "new (require('worker_threads').Worker)('', { eval: true }); console.log('ran')"
  const { stdout, stderr } = await run(worker, { env: { TRACEFERRY_FORMATS: 'zipkin' } })
  expect(stdout).toBe('ran\n')
  expect(stderr).toMatch(/^traceferry does nothing in this process: TF001: TRACEFERRY_FORMATS has "zipkin".*\n$/)
})

test('switched off it is silent, whatever else is wrong', async () => {
  const env = { TRACEFERRY_DISABLED: 'true', TRACEFERRY_FORMATS: 'zipkin', TRACEFERRY_REPORT: '/no/such/report.json' }
  const { stdout, stderr } = await run("console.log('ran', String(fetch).includes('native'), typeof fetch)", { env })
  const { stdout: without } = await run("console.log('ran', String(fetch).includes('native'), typeof fetch)", {
    env: { NODE_OPTIONS: '' },
  })
  expect([stdout, stderr]).toEqual([without, ''])
})

test('a switch that is neither on nor off is told once, and the process goes on without', async () => {
  const { stdout, stderr } = await run("console.log('ran')", { env: { TRACEFERRY_DISABLED: 'yes' } })
  expect(stdout).toBe('ran\n')
  expect(stderr).toMatch(/^traceferry does nothing in this process: TF008: TRACEFERRY_DISABLED is "yes".*\n$/)
})

test('a misspelled variable is told once, in the main thread alone, and the process goes on', async () => {
  const worker = "new (require('worker_threads').Worker)('', { eval: true }); console.log('ran')"
  const { stdout, stderr } = await run(worker, { env: { TRACEFERRY_HEADER: 'end-user' } })
  expect(stdout).toBe('ran\n')
  expect(stderr.match(/TRACEFERRY_HEADER is not known; did you mean TRACEFERRY_HEADERS\?/g)).toHaveLength(1)
})

test('where the packages are not beside it, it says so, and the process goes on', async () => {
  const file = join(elsewhere, 'register.cjs')
  copyFileSync(register, file)
  const { stdout, stderr } = await run("console.log('ran')", { file })
  expect(stdout).toBe('ran\n')
  expect(stderr).toMatch(/^traceferry does nothing in this process: Cannot find module '@traceferry\/register'/)
})
