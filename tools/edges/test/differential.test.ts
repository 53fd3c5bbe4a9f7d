import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { differenceOf, withoutOurs } from '../compare.js'

// The same calls without the line, beside it, and inside a request, in short; and what the comparer must see.

const command = fileURLToPath(new URL('../differential.js', import.meta.url))
const MINUTES = 60_000

interface Report {
  differences: number
  found: object[]
  clients: { client: string; calls: number; carried: number }[]
}

function run(...args: string[]): Promise<{ code: number; report: Report }> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [command, '--json', ...args], { maxBuffer: 64 << 20 }, (error, stdout) => {
      try {
        resolve({ code: Number(error?.code ?? 0), report: JSON.parse(stdout) })
      } catch {
        reject(error)
      }
    })
  })
}

test('600 calls of all sorts are as without us', { timeout: 3 * MINUTES }, async () => {
  const { code, report } = await run('--calls', '600', '--seed', '1')
  expect(report.found).toEqual([])
  expect(code).toBe(0)
  // The run was not idle: calls of each client carried our headers.
  expect(report.clients.length).toBeGreaterThan(7)
  for (const { client, calls, carried } of report.clients) if (calls > 20) expect(carried, client).toBeGreaterThan(0)
})

describe('the comparer sees', () => {
  const ours = ['x-request-id', 'r-1', 'baggage', 'user=a']
  const head = (...lines: string[]) => [{ text: ['GET / HTTP/1.1', 'host: a', ...lines, '', ''].join('\r\n') }]
  const bare = { lines: ['returns request', 'event close'], wires: withoutOurs(head('accept: b'), []).wires }
  const compared = (connections: { text: string }[], lines = bare.lines) => {
    const { wires, carried } = withoutOurs(connections, ours)
    return [carried, differenceOf(bare, { lines, wires })?.where]
  }

  test('nothing where only ours came on top', () =>
    expect(compared(head('x-request-id: r-1', 'accept: b', 'baggage: user=a'))).toEqual([2, undefined]))
  test('one of ours twice', () =>
    expect(compared(head('x-request-id: r-1', 'accept: b', 'x-request-id: r-1'))).toEqual([1, 'wire']))
  test('one of ours in other bytes', () =>
    expect(compared(head('X-Request-Id: r-1', 'accept: b'))).toEqual([0, 'wire']))
  test("a header of the caller's that is lost", () => expect(compared(head())).toEqual([0, 'wire']))
  test('another order', () => {
    const two = { ...bare, wires: withoutOurs(head('a: 1', 'b: 2'), []).wires }
    expect(differenceOf(two, { ...bare, wires: head('b: 2', 'a: 1') })?.where).toBe('wire')
  })
  test('one byte of a body', () => expect(compared([{ text: `${head('accept: b')[0]?.text}x` }])).toEqual([0, 'wire']))
  test('a second connection', () => expect(compared([...head('accept: b'), ...head()])).toEqual([0, 'wire']))
  test('another event, or another order of events', () => {
    expect(compared(head('accept: b'), ['returns request'])).toEqual([0, 'caller'])
    expect(compared(head('accept: b'), ['event close', 'returns request'])).toEqual([0, 'caller'])
  })
  test('ours in each head of a connection', () =>
    expect(withoutOurs([{ text: `${head('x-request-id: r-1')[0]?.text}`.repeat(2) }], ours).carried).toBe(2))
})
