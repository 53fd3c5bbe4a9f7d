// The programs of docs/recipes/metrics.md: one exports through OpenTelemetry, the other answers Prometheus.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile, type Echo, freePort, requestRaw, startEcho } from '@traceferry/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { makeFolder } from './support/folder.ts'
import { blocksOf } from './support/pages.ts'
import { listening, type Running, start } from './support/process.ts'

const [openTelemetry, prometheus] = blocksOf('docs/recipes/metrics.md').filter(({ language }) => language === 'js')

let echo: Echo
let folder: ReturnType<typeof makeFolder>
let program: Running | undefined
beforeAll(async () => {
  compile('core', 'fetch', 'express', 'otel')
  echo = await startEcho()
  folder = makeFolder()
})
beforeEach(() => echo.clear())
afterEach(() => program?.stop())
afterAll(async () => {
  folder.remove()
  await echo.close()
})

/** Starts a program of the page and sends it three requests, two of them with ids. */
async function started(code: string): Promise<string> {
  const port = await freePort()
  const own = code.replace('http://orders:8080', echo.url).replace('listen(8080)', `listen(${port}, '127.0.0.1')`)
  writeFileSync(join(folder.path, `program-${port}.mjs`), own)
  program = start(`exec node program-${port}.mjs`, folder.path, [port])
  await listening(program)
  const url = `http://127.0.0.1:${port}`
  for (const headers of [['x-request-id', 'r-1'], ['x-request-id', 'r-2', 'traceparent', 'malformed'], []])
    expect((await requestRaw(url, { path: '/', headers })).body).toBe('/')
  expect(echo.calls.map((call) => call.all('x-request-id'))).toEqual([['r-1'], ['r-2'], []])
  return url
}

test('OpenTelemetry: the exporter gets each counter', async () => {
  await started(openTelemetry!.code)
  const said = () => program!.said().replaceAll(/\s+/g, ' ')
  for (const line of [
    /name: 'traceferry\.calls'.*'traceferry\.result': 'forwarded' }, [^{}]*value: 2 /,
    /'traceferry\.reason': 'nothing captured' }, [^{}]*value: 1 /,
    /name: 'traceferry\.dropped_values'.*'traceferry\.reason': 'malformed' }, [^{}]*value: 1 /,
    /name: 'traceferry\.failures'/,
  ])
    await expect.poll(said, { timeout: 20_000 }).toMatch(line)
})

test('Prometheus: each counter as it is when it is asked for, and not added up', async () => {
  const url = await started(prometheus!.code)
  for (let i = 0; i < 2; i++) {
    const answer = await fetch(`${url}/metrics`)
    expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4')
    const lines = (await answer.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    expect(lines).toEqual([
      'traceferry_calls_total{traceferry_result="forwarded"} 2',
      'traceferry_calls_total{traceferry_result="skipped",traceferry_reason="nothing captured"} 1',
      'traceferry_dropped_values_total{traceferry_reason="malformed"} 1',
      'traceferry_failures_total 0',
    ])
  }
})
