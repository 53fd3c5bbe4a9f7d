import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile, type Echo, freePort, startEcho } from '@traceferry/testkit'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { elsewhere } from './support/elsewhere.ts'
import { makeFolder } from './support/folder.ts'
import { allBlocks, blocksOf, type PageBlock, pages, root, titleOf } from './support/pages.ts'
import { listening, run, start } from './support/process.ts'
import { isWalk } from './support/walk.ts'

// Every program of the documentation is run: on pages to be followed step by step by walks.test.ts, on the pages of
// support/elsewhere.ts by their own tests, and here all others, each unchanged, in its own process.

const programs = allBlocks('js', 'ts').filter(({ page }) => !isWalk(page) && !(page in elsewhere))
const left = allBlocks('js', 'ts', 'sh').filter(({ notRun }) => notRun !== undefined)
const serves = ({ code }: PageBlock) => /listen\(8080\)|port: 8080/.test(code)
const canaries = {
  'x-request-id': 'from-the-reader',
  traceparent: '00-463ac35c9f6413ad48485a3953bb6124-a2fb4a1d1a96d312-01',
}

let echo: Echo
let folder: ReturnType<typeof makeFolder>
beforeAll(async () => {
  vi.stubEnv('TRACEFERRY_MESH', 'none') // another test may listen on a sidecar's port
  compile(
    'core',
    'fetch',
    'express',
    'fastify',
    'koa',
    'hono',
    'web',
    'http',
    'grpc',
    'messages',
    'otel',
    'sidecar',
    'doctor',
  )
  echo = await startEcho()
  folder = makeFolder()
})
afterAll(async () => {
  vi.unstubAllEnvs()
  folder?.remove()
  await echo?.close()
})

/** Writes a program; gives its file. Its upstream sees calls under a path of its own. */
function write({ code, line, page }: PageBlock, port: number): { file: string; path: string } {
  const path = `/${page.replaceAll('/', '-')}-${line}`
  const file = `program-${port}.mjs`
  const here = code
    .replaceAll('http://orders:8080/', `${echo.url}${path}/`)
    .replaceAll('http://orders:8080', echo.url)
    .replace(/listen\(8080\)|port: 8080/, (text) => text.replace('8080', String(port)))
  writeFileSync(join(folder.path, file), here)
  return { file, path }
}

describe.concurrent('runs as it stands there', { timeout: 60_000 }, () => {
  const servers = programs.filter((block) => serves(block) && block.notRun === undefined)
  test.each(servers.map((block) => [titleOf(block), block] as const))('a server: %s', async (_, block) => {
    const port = await freePort()
    const { file, path } = write(block, port)
    const program = start(`exec node ${file}`, folder.path, [port])
    try {
      await listening(program)
      // Told apart by the path where the program does not name one itself.
      const answer = await fetch(`http://localhost:${port}/`, { headers: { ...canaries, 'x-reader': path } })
      expect(answer.status, program.said()).toBe(200)
      const calls = echo.calls.filter((call) => call.url.startsWith(path) || call.all('x-reader').includes(path))
      const seen = calls.length > 0 ? calls : echo.calls.filter((call) => call.path === '/')
      expect(seen.length, program.said()).toBeGreaterThan(0)
      for (const call of seen) {
        expect(call.all('x-request-id')).toEqual([canaries['x-request-id']])
        expect(call.all('traceparent')).toEqual([canaries.traceparent])
      }
    } finally {
      await program.stop()
    }
  })

  const scripts = programs.filter((block) => !serves(block) && block.notRun === undefined)
  test.each(scripts.map((block) => [titleOf(block), block] as const))('to its end: %s', async (_, block) => {
    const { file } = write(block, await freePort())
    await run(`exec node ${file}`, folder.path)
  })
})

describe('no program is left out in silence', () => {
  test.each(Object.entries(elsewhere))('%s has its own test', (page, { test: file, programs: known }) => {
    expect(blocksOf(page).filter(({ language }) => language === 'js' || language === 'ts')).toHaveLength(known)
    expect(existsSync(join(root, file))).toBe(true)
    expect(readFileSync(join(root, file), 'utf8')).toContain(page)
  })

  test.skip.each(left.map((block) => [titleOf(block), block.notRun]))('%s (%s)', () => {})

  test('languages have one name, and blocks begin at the margin', () => {
    for (const page of pages()) {
      const text = readFileSync(join(root, page), 'utf8')
      expect(text, page).not.toMatch(/^[ \t]*```(?:javascript|typescript|mjs|cjs|jsx|tsx|mts|bash|shell|console)\b/m)
      expect(text, page).not.toMatch(/^[ \t]+```(?:js|ts|sh)\b/m)
    }
  })
})
