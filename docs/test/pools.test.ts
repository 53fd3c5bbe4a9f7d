import { compile, startProgram } from '@traceferry/testkit'
import { beforeAll, expect, test } from 'vitest'
import { blocksOf } from './support/pages.ts'

// The programs of the page with 20 requests at once. Each calls by the same path for all, so the ids are counted: each
// request's has to be seen as often as the others'. That each program runs at all, programs.test.ts shows.

const REQUESTS = 20
const programs = blocksOf('docs/recipes/pools.md').filter(({ language, notRun }) => language === 'js' && !notRun)
// Its replayed calls go to an upstream of its own; pools.test.ts has the same interceptor.
const crossed = programs.filter(({ code }) => !code.includes('axios'))

beforeAll(() => compile('core', 'fetch', 'express'))

test('the page has seven programs that run', () => {
  expect([programs.length, crossed.length]).toEqual([7, 6])
})

test.concurrent.each(crossed.map(({ code, line }) => [line, code] as const))(
  'pools.md:%i',
  { timeout: 60_000 },
  async (_, code) => {
    const ids = Array.from({ length: REQUESTS }, (_, n) => `r-${n}`)
    const program = await startProgram(code)
    try {
      await Promise.all(
        ids.map(async (id) => {
          const answer = await fetch(program.url, { headers: { 'x-request-id': id } })
          expect(answer.status, program.output()).toBe(200)
        }),
      )
      const calls = program.upstream.calls.flatMap((call) => call.all('x-request-id'))
      expect(calls.length).toBe(program.upstream.calls.length)
      const each = calls.length / REQUESTS
      expect(Object.fromEntries(ids.map((id) => [id, calls.filter((one) => one === id).length]))).toEqual(
        Object.fromEntries(ids.map((id) => [id, each])),
      )
    } finally {
      await program.stop()
    }
  },
)
