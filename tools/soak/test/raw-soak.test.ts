import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { problemsOf, readCall } from '../raw/judge.js'

// The soak of raw bytes, in short: 10,000 requests, the same ones each time, to services of compiled packages. And the
// proof that it can fail: a naive injector under the same fire, and a call for each thing that the judge must see.

const command = fileURLToPath(new URL('../raw/run.js', import.meta.url))
const MINUTES = 60_000

interface Result {
  code: number
  figures: Record<'cases' | 'wrong' | 'carrying' | 'headers' | 'outside' | 'refused' | 'unclear', number> & {
    kinds: Record<string, number>
    problems: object[]
  }
}

function soak(...args: string[]): Promise<Result> {
  return new Promise((resolve) => {
    execFile(process.execPath, [command, '--json', ...args], { maxBuffer: 64 << 20 }, (error, stdout) => {
      resolve({ code: Number(error?.code ?? 0), figures: JSON.parse(stdout) })
    })
  })
}

test(
  '10,000 requests of raw bytes: nothing wrong goes out, and every answer is that of the app without traceferry',
  async () => {
    const { code, figures } = await soak('--cases', '10000', '--seed', '1')
    expect(figures).toMatchObject({ wrong: 0, problems: [] })
    expect(code).toBe(0)
    // The run was not idle: calls carried headers, went outside, and requests were refused.
    expect(figures.cases).toBeGreaterThanOrEqual(10_000)
    expect(figures.carrying).toBeGreaterThan(5000)
    expect(figures.outside).toBeGreaterThan(1000)
    expect(figures.refused).toBeGreaterThan(300)
    expect(figures.unclear).toBeLessThan(20)
  },
  20 * MINUTES,
)

test(
  'a naive injector is found out',
  async () => {
    const { code, figures } = await soak('--cases', '300', '--seed', '1', '--naive')
    expect(code).toBe(1)
    const found = ['goes twice', 'must never go', 'not in lower case', 'not what came', 'sent outside', 'was not named']
    expect(Object.keys(figures.kinds)).toEqual(expect.arrayContaining(found))
  },
  20 * MINUTES,
)

test(
  'a connection is sent again by its number',
  async () => {
    const { code, figures } = await soak('--seed', '1', '--replay', '3')
    expect([code, figures.cases > 0 && figures.cases <= 8]).toEqual([0, true])
  },
  MINUTES,
)

describe('the judge sees', () => {
  const request = { text: '', pairs: [['X-Request-Id', 'r-1']], plain: 'r-1' }
  const kinds = (service: number, ...lines: string[]) => {
    const head = [`GET /in/${service}/1x0 HTTP/1.1`, 'Host: a', ...lines].join('\r\n')
    return problemsOf(readCall(head), request).map(([kind]) => kind)
  }

  test('nothing in a right call', () => expect(kinds(0, 'x-request-id: r-1')).toEqual([]))
  test('a lost header', () => expect(kinds(0)).toEqual(['lost']))
  test("another request's", () => expect(kinds(0, 'x-request-id: r-2')).toEqual(['not what came']))
  test('one that did not come at all', () =>
    expect(kinds(0, 'x-request-id: r-1', 'baggage: a=1')).toEqual(['not what came']))
  test('a header twice', () => expect(kinds(0, 'x-request-id: r-1', 'x-request-id: r-1')).toEqual(['goes twice']))
  test('one byte of white space', () => expect(kinds(0, 'x-request-id: r-1 ')).toEqual(['not what came']))
  test('a bare LF', () => expect(kinds(0, 'x-request-id: r-1', 'accept: a\nb: c')).toEqual(['a bare CR, LF or NUL']))
  test('a call that the app does not make', () => {
    expect(readCall('GET /smuggled HTTP/1.1\r\nHost: a').kind).toBe(undefined)
    expect(problemsOf(readCall('GET / HTTP/1.1'), request)[0]?.[0]).toBe('no call of the app')
  })
  test('too much', () => {
    const long = { text: '', pairs: [['X-Request-Id', 'x'.repeat(9000)]] }
    const call = readCall(`GET /in/0/1x0 HTTP/1.1\r\nx-request-id: ${'x'.repeat(9000)}`)
    expect(problemsOf(call, long).map(([kind]) => kind)).toEqual(['over the budget'])
  })
  test('anything on the way out of the mesh, and from the twin', () => {
    const leaks = ['out', 'twin'].map((kind) => {
      const call = readCall(`GET /${kind}/0/1x0 HTTP/1.1\r\nx-request-id: r-1`)
      return problemsOf(call, request)[0]?.[0]
    })
    expect(leaks).toEqual(['sent outside', 'sent by the twin'])
  })
})
