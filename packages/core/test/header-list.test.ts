import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { capture, createPolicy, forward, type Options, withHeaders, withoutHeaders } from '../src/internal.ts'

const captured = (lines: string[], options: Options = {}) => capture(lines, createPolicy(options, {}))
const TRACE_ID = '463ac35c9f6413ad48485a3953bb6124'

describe('a value that equals the name of another header', () => {
  test('is not taken for it at capture', () => {
    expect(captured(['x-request-id', 'uberctx-user', 'uberctx-user', '42']).headers).toEqual([
      ...['x-request-id', 'uberctx-user'],
      ...['uberctx-user', '42'],
    ])
    expect(captured(['baggage', 'uberctx-x', 'uberctx-x', '1', 'uberctx-x', '2']).headers).toEqual([
      ...['baggage', 'uberctx-x'],
      ...['uberctx-x', '1'],
    ])
  })

  test('is not taken for an id that came', () => {
    const { headers } = captured(['sw8-x', 'x-request-id'], { generate: true })
    expect(headers.slice(0, 3)).toEqual(['sw8-x', 'x-request-id', 'x-request-id'])
    expect(headers[3]).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('does not repair an unrelated name: an id alone is left out', () => {
    expect(captured(['sw8-x', 'x-b3-spanid', 'x-b3-traceid', TRACE_ID]).headers).toEqual(['sw8-x', 'x-b3-spanid'])
  })

  test('is not what is taken off for another hop', () => {
    const added = ['sw8-x', 'baggage', 'baggage', 'user=42', 'x-request-id', 'r-1']
    for (const own of [{ accept: 'baggage' }, ['accept', 'baggage'], [['accept', 'baggage']]]) {
      const all = withHeaders(own, added)
      expect(withoutHeaders(all, added)).toEqual(own)
      expect(JSON.stringify(withoutHeaders(all, added))).not.toContain('user=42')
    }
  })

  test("keeps the caller's header whose value is the name of one of ours", () => {
    const call = { origin: 'http://orders', headers: ['x-tag', 'traceparent', 'x-other', 'b3'] }
    const set = captured(['x-request-id', 'r-1', 'b3', '0'])
    expect(forward(set, call)).toEqual(['x-request-id', 'r-1', 'b3', '0'])
  })

  test("an empty value of the caller's stays when ours come off", () => {
    expect(withoutHeaders({ 'x-empty': '' }, ['x-request-id', 'r-1'])).toEqual({ 'x-empty': '' })
  })
})

// Nobody else knows where in a flat list a name stands and where a value. Commands (audit, doctor, inject, cli) have no such lists.
describe('header-list.ts alone does arithmetic on flat lists', () => {
  const arithmetic = /\[[^\]]*[-+] ?1\]|\+= 2\b|% 2\b|>>>? ?1\b|\[2 \*/
  const search = /\b(headers|lines|added|flat|found|rawHeaders|limits)\)?\.(indexOf|lastIndexOf|includes|findIndex)\(/
  const packages = new URL('../../', import.meta.url)
  const sources = readdirSync(packages)
    .filter((name) => !['audit', 'doctor', 'inject', 'cli', 'testkit'].includes(name))
    .flatMap((name) => {
      const files = readdirSync(new URL(`${name}/src/`, packages), { recursive: true, encoding: 'utf8' })
      return files.filter((file) => file.endsWith('.ts')).map((file) => `${name}/src/${file}`)
    })
    .filter((file) => file !== 'core/src/headers/header-list.ts')

  test('there are sources to look at', () => {
    expect(sources.length).toBeGreaterThan(150)
    expect('list[i + 1]').toMatch(arithmetic)
    expect('for (let i = 0; i < list.length; i += 2)').toMatch(arithmetic)
    expect('const at = headers.indexOf(name)').toMatch(search)
  })

  test('and nothing else in any package', () => {
    const guilty = sources.flatMap((file) => {
      const lines = readFileSync(new URL(file, packages), 'utf8').split('\n')
      const code = lines.filter((line) => !/^\s*(\/\/|\*|\/\*)/.test(line))
      return code.filter((line) => arithmetic.test(line) || search.test(line)).map((line) => `${file}: ${line.trim()}`)
    })
    expect(guilty).toEqual([])
  })
})
