import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import { currentContext } from '../src/context/enter.ts'
import { endContext } from '../src/context/open-context.ts'
import { enterRequest } from '../src/inbound/enter-request.ts'
import { bind, capture, createPolicy, current, fromJSON, ids, run, snapshot, toJSON } from '../src/index.ts'

const policy = createPolicy({}, {})
const captured = (...raw: string[]) => capture(raw, policy)

test('a context keeps the raw headers of its request until the answer is over, and not longer', () => {
  const rawHeaders = ['Cookie', 'secret', 'X-Request-Id', 'a']
  const context = enterRequest(Object.assign(new EventEmitter(), { rawHeaders }), undefined, currentContext)
  expect(context?.lines).toBe(rawHeaders)
  if (context !== undefined) endContext(context)
  expect(context?.lines).toBeUndefined()
  const upgrade = Object.assign(new EventEmitter(), { rawHeaders: [...rawHeaders], upgrade: true })
  expect(enterRequest(upgrade, undefined, currentContext)?.lines).toBeUndefined()
})

describe('bind and snapshot', () => {
  test('run where they were taken, and pass on this, arguments, results and errors', () => {
    const [a, b] = [captured('x-request-id', 'a'), captured('x-request-id', 'b')]
    const bound = run(a, () =>
      bind(function (this: { n: number }, m: number) {
        if (m < 0) throw new RangeError('below')
        return [current(), this.n + m] as const
      }),
    )
    const inA = run(a, () => snapshot())
    run(b, () => {
      expect(bound.call({ n: 1 }, 2)).toEqual([a, 3])
      expect(inA(() => current())).toBe(a)
      expect(() => bound.call({ n: 1 }, -1)).toThrow(RangeError)
      expect(current()).toBe(b)
    })
  })

  test('taken outside of a request they run outside of it', () => {
    const outside = snapshot()
    const bound = bind(() => current())
    run(captured('x-request-id', 'a'), () => {
      expect(outside(() => current())).toBeUndefined()
      expect(bound()).toBeUndefined()
    })
  })

  test('repair a listener that somebody else calls', () => {
    const pool = new EventEmitter()
    const seen: unknown[] = []
    const a = captured('x-request-id', 'a')
    run(a, () =>
      pool.once(
        'free',
        bind(() => seen.push(current())),
      ),
    )
    run(captured('x-request-id', 'b'), () => pool.emit('free'))
    expect(seen).toEqual([a])
  })
})

test('run passes on whatever its function returns, also what throws when it is looked at', () => {
  const fail = () => {
    throw new Error('from the outside')
  }
  const revoked = Proxy.revocable({}, {})
  revoked.revoke()
  for (const odd of [
    revoked.proxy,
    new Proxy({}, { getPrototypeOf: fail }),
    Object.defineProperty({}, 'then', { get: fail }),
  ])
    expect(run(captured('x-request-id', 'a'), () => odd) === odd).toBe(true)
})

describe('a set as JSON', () => {
  const trace = { 'x-request-id': 'r-1', b3: '0' }

  test('is what toJSON() writes, also where somebody writes the set itself', () => {
    run(captured('x-request-id', 'r-1', 'b3', '0'), () => {
      expect(toJSON()).toEqual(trace)
      expect(JSON.parse(JSON.stringify({ trace: current() }))).toEqual({ trace })
      expect(fromJSON(JSON.parse(JSON.stringify(current()))).headers).toEqual(['x-request-id', 'r-1', 'b3', '0'])
    })
  })

  test('a clone of the set itself holds nothing, one of its JSON everything', () => {
    run(captured('x-request-id', 'r-1', 'b3', '0'), () => {
      expect(fromJSON(structuredClone(current())).headers).toEqual([])
      expect(fromJSON(structuredClone(toJSON())).headers).toEqual(['x-request-id', 'r-1', 'b3', '0'])
    })
  })
})

describe('ids', () => {
  const trace = '463ac35c9f6413ad48485a3953bb6124'
  const span = 'a2fb4a1d1a96d312'
  test.each<[string[], object]>([
    [[], {}],
    [['x-request-id', 'r'], { request_id: 'r' }],
    [
      ['traceparent', `00-${trace}-${span}-01`, 'x-request-id', 'r'],
      { trace_id: trace, span_id: span, trace_flags: '01', request_id: 'r' },
    ],
    [['b3', `${trace}-${span}-d`], { trace_id: trace, span_id: span, trace_flags: '01' }],
    [['b3', `${trace}-${span}`], { trace_id: trace, span_id: span }],
    [
      ['x-b3-traceid', trace, 'x-b3-spanid', span, 'x-b3-sampled', '0'],
      { trace_id: trace, span_id: span, trace_flags: '00' },
    ],
    [['x-b3-sampled', '0'], {}],
    [['x-datadog-trace-id', '7', 'x-datadog-parent-id', '8'], { trace_id: '7', span_id: '8' }],
  ])('%j', (raw, expected) => expect(run(captured(...raw), ids)).toEqual(expected))

  test('are empty outside of a request', () => expect(ids()).toEqual({}))
})
