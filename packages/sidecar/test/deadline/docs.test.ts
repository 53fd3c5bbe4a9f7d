import { compile } from '@traceferry/testkit'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { blocksOf, type Program, startProgram } from '../../../testkit/src/program.ts'

// The programs of the page, as they stand there.
const programs = blocksOf('docs/deadline.md').flatMap(({ language, code }) => (language === 'js' ? [code] : []))

// A busy machine may take longer than the times of the page to load a client.
const SLOWER = 50
const slower = (code: string) =>
  code.replace(/(?<=defaultMs: |withDeadline\()\d+/g, (ms) => String(Number(ms) * SLOWER))

beforeAll(() => compile('core', 'fetch', 'express', 'fastify', 'http', 'sidecar'))

let program: Program | undefined
afterEach(() => program?.stop())

describe('docs/deadline.md', () => {
  test.each(programs.map((code) => [code.split('\n')[0], code]))('runs: %s', async (_, code) => {
    program = await startProgram(slower(code as string))
    const { upstream } = program
    upstream.calls.splice(0)
    const answer = await fetch(program.url, { headers: { 'grpc-timeout': `${5 * SLOWER}S` } })
    expect(answer.status).toBe(200)
    const told = upstream.calls.flatMap((call) => call.all('grpc-timeout'))
    const most = code?.includes('withDeadline') ? 200 : code?.includes('axios') ? 500 : 2000
    expect(told).toHaveLength(1)
    expect(Number.parseInt(told[0] as string, 10)).toBeLessThan(most * SLOWER)
  })

  test('the one that catches the error answers 504', async () => {
    program = await startProgram(programs.find((code) => code.includes('axios')) as string)
    program.upstream.on('/', { delay: 2000 })
    expect((await fetch(program.url, { headers: { 'grpc-timeout': '200m' } })).status).toBe(504)
  })

  test('has three programs', () => expect(programs).toHaveLength(3))
})
