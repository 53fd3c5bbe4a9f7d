// capture() takes headers in all shapes that servers and platforms have, and says so when it gets something else.
import { afterEach, expect, test, vi } from 'vitest'
import { capture, createPolicy, explain, handleWeb, leaveNothingOut, leaveOut, run } from '../src/internal.ts'

const policy = createPolicy({}, {})
const b3 = '463ac35c9f6413ad48485a3953bb6124-a2fb4a1d1a96d312-1'
const taken = { 'x-request-id': 'r-1', b3 }

afterEach(() => vi.restoreAllMocks())

test.each([
  ['a raw list', ['X-Request-Id', 'r-1', 'B3', b3]],
  ['an object', { 'X-Request-Id': 'r-1', b3, accept: undefined }],
  ['an object with lists', { 'X-Request-Id': ['r-1', 'r-2'], b3: [b3] }],
  ['an object without a prototype', Object.assign(Object.create(null), { 'x-request-id': 'r-1', b3 })],
  ['Headers', new Headers({ 'X-Request-Id': 'r-1', b3 })],
  ['a Map', new Map(Object.entries({ 'X-Request-Id': 'r-1', b3 }))],
  ['pairs', Object.entries({ 'X-Request-Id': 'r-1', b3 })],
])('%s', (_, headers) => {
  const warn = vi.spyOn(process, 'emitWarning')
  expect(capture(headers, policy).toJSON()).toEqual(taken)
  expect(warn).not.toHaveBeenCalled()
})

test('several lines of a header are several values, as in raw lines', () => {
  const lines = capture(
    { tracestate: ['a=1', 'b=2'], traceparent: '00-463ac35c9f6413ad48485a3953bb6124-a2fb4a1d1a96d312-01' },
    policy,
  )
  expect(lines.toJSON()).toMatchObject({ tracestate: 'a=1,b=2' })
})

test.each([{}, [], new Headers()])('no headers are no reason for a warning: %o', (headers) => {
  const warn = vi.spyOn(process, 'emitWarning')
  expect(capture(headers, policy).headers).toEqual([])
  expect(warn).not.toHaveBeenCalled()
})

test('for anything else it warns once, and throws never', () => {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
  const revoked = Proxy.revocable({}, {})
  revoked.revoke()
  for (const wrong of [undefined, null, 'x-request-id: r-1', 7, new Date(), Promise.resolve({}), revoked.proxy])
    expect(capture(wrong as never, policy).headers).toEqual([])
  expect(warn).toHaveBeenCalledTimes(1)
  expect(warn.mock.calls[0]?.[0]).toMatch(/^capture\(\) got undefined, which is not headers.*#tf019$/)
})

test('a request of the web is captured once for the same options, and again for others', () => {
  const request = new Request('http://service/', { headers: { 'x-request-id': 'r-1', baggage: 'a=1' } })
  const seen: unknown[] = []
  const note = () =>
    seen.push(
      explain('http://orders/')
        .headers.map(({ name }) => name)
        .sort(),
    )
  handleWeb(request, request.headers, policy, () => {
    handleWeb(request, request.headers, policy, note)
    handleWeb(request, request.headers, createPolicy({ formats: ['baggage'] }, {}), note)
    note()
    // Another request that is handled within this one has headers of its own, or none.
    handleWeb(new Request('http://service/'), new Headers(), policy, note)
  })
  expect(seen).toEqual([['baggage', 'x-request-id'], ['baggage'], ['baggage', 'x-request-id'], []])
})

test('explain says what the runtime keeps out of reach', () => {
  leaveOut('fetch', 'it cannot be replaced')
  const said = run(capture(taken, policy), () => explain('http://orders/'))
  leaveNothingOut()
  expect(said).toMatchObject({
    forwarded: false,
    rule: 'traceferry cannot reach fetch on this runtime: it cannot be replaced',
    leftOut: { fetch: 'it cannot be replaced' },
  })
  expect(run(capture(taken, policy), () => explain('http://orders/'))).not.toHaveProperty('leftOut')
})
