import { describe, expect, test } from 'vitest'
import { capture, type Options, resolvePolicy, TraceferryError } from '../src/internal.ts'

function refusal(options: object, environment = {}): TraceferryError {
  try {
    resolvePolicy(options as Options, environment)
  } catch (error) {
    return error as TraceferryError
  }
  throw new Error(`accepted ${JSON.stringify(options)}`)
}

describe('wrong options fail at start-up with a code, the wrong value and the cure', () => {
  test.each<[string, object, string, string]>([
    ['TF001', { formats: ['zipkin'] }, '"zipkin"', 'b3'],
    ['TF002', { headers: ['bad header'] }, '"bad header"', 'header name'],
    ['TF002', { headers: ['*'] }, '"*"', 'x-team-*'],
    ['TF002', { headers: [''] }, '""', 'header name'],
    ['TF002', { headers: [{ inbound: 'x-a-*', outbound: 'x-b' }] }, '"x-a-*"', 'one at a time'],
    ['TF002', { headers: [{ inbound: 'x-a', outbound: 'x-b' }, 'X-A'] }, '"x-b" and "x-a"', 'list it once'],
    ['TF002', { headers: [42] }, '42', 'header name'],
    ['TF002', { headers: [null] }, 'null', 'header name'],
    ['TF002', { headers: ['x\r\ny'] }, '"x\\r\\ny"', 'header name'],
    ['TF002', { headers: ['end-user\n'] }, '"end-user\\n"', 'header name'],
    ['TF002', { headers: ['x\0'] }, '"x\\u0000"', 'header name'],
    ['TF002', { headers: ['x-a\r\n-*'] }, 'header name', 'x-team-*'],
    ['TF002', { headers: [{ inbound: 'x-a', outbound: 'x-b: 1\r\nx-evil' }] }, 'x-evil', 'header name'],
    ['TF002', { headers: [{ inbound: 'x-a', outbound: null }] }, 'null', 'header name'],
    ['TF007', { headers: [{ inbound: 'x-a', outBound: 'x-b' }] }, '"outBound"', 'inbound, outbound'],
    ['TF004', { targets: ['orders\r\n'] }, '"orders\\r\\n"', '*.suffix'],
    ['TF004', { targets: [Object.create(null)] }, '[object Object]', '*.suffix'],
    ['TF004', { trust: ['10.0.0.1\0'] }, '"10.0.0.1\\u0000"', 'CIDR blocks'],
    ['TF001', { formats: ['b3\r\n'] }, '"b3\\r\\n"', 'b3'],
    ['TF009', { clusterDomain: 'a\r\nb.c' }, '"a\\r\\nb.c"', 'cluster.local'],
    ['TF003', { headers: ['X-Envoy-Max-Retries'] }, '"X-Envoy-Max-Retries"', 'remove it'],
    ['TF003', { headers: ['host'] }, '"host"', 'remove it'],
    ['TF003', { headers: [{ inbound: 'a', outbound: 'content-length' }] }, '"content-length"', 'remove it'],
    ['TF004', { targets: ['http://x/'] }, '"http://x/"', '*.suffix'],
    ['TF004', { targets: ['a.*.b'] }, '"a.*.b"', '*.suffix'],
    ['TF004', { targets: ['10.0.0.0/64'] }, '"10.0.0.0/64"', 'CIDR'],
    ['TF004', { targets: ['host:99999'] }, '"host:99999"', '65535'],
    ['TF004', { ignoreTargets: [/x/] }, '/x/', 'function'],
    ['TF005', { maxBytes: -1 }, '-1', '65536'],
    ['TF005', { maxBytes: '8k' }, '"8k"', '65536'],
    ['TF005', { headers: [{ inbound: 'x-a-*', maxCount: 0 }] }, '0', '1 or more'],
    ['TF007', { headers: [{ inbound: 'x-a', maxCount: 3 }] }, 'maxCount of "x-a"', 'name a prefix'],
    ['TF007', { headers: [{ inbound: 'x-a', maxBytes: 3 }] }, 'maxBytes of "x-a"', 'name a prefix'],
    ['TF006', { formats: 'b3' }, '"b3"', 'formats: [...]'],
    ['TF006', { headers: 'end-user' }, '"end-user"', 'headers: [...]'],
    ['TF007', { header: ['end-user'] }, '"header"', 'headers'],
    ['TF007', 'b3' as never, '"b3"', 'options are'],
    ['TF007', [], '[]', '{ formats: ... }'],
    ['TF007', ['end-user'], '["end-user"]', 'options are'],
    ['TF007', new Map([['formats', ['b3']]]), '[object Map]', 'options are'],
    ['TF007', Promise.resolve({}), '[object Promise]', 'options are'],
    ['TF007', function app() {}, 'function app', 'options are'],
    ['TF007', /x-/, '/x-/', 'options are'],
    ['TF001', { formats: [/b3/] }, '/b3/', 'b3'],
    ['TF002', { headers: [/x-/] }, '/x-/', 'x-team-*'],
    ['TF002', { headers: [['end-user']] }, '["end-user"]', 'header name'],
    ['TF002', { headers: [{ outbound: 'x-b' }] }, 'undefined', 'header name'],
    ['TF006', { headers: /x-/ }, '/x-/', 'headers: [...]'],
    ['TF006', { headers: { inbound: 'x' } }, '[object Object]', 'headers: [...]'],
    ['TF008', { verbatim: 'yes' }, '"yes"', 'true or false'],
    ['TF009', { clusterDomain: 'local' }, '"local"', 'cluster.local'],
  ])('%s %o', (code, options, wrong, cure) => {
    const error = refusal(options)
    expect(error).toBeInstanceOf(TraceferryError)
    expect(error.code).toBe(code)
    expect(error.message).toMatch(`${code}: `)
    expect(error.message).toContain(wrong)
    expect(error.message).toContain(cure)
  })

  test('from the environment too, by the name of the variable, with the address of the page', () => {
    const page = 'https://github.com/traceferry/traceferry/blob/main/docs/errors.md'
    expect(refusal({}, { TRACEFERRY_MAX_BYTES: '8k' }).message).toBe(
      `TF005: TRACEFERRY_MAX_BYTES is "8k"; write a whole number of bytes from 0 to 65536. See ${page}#tf005`,
    )
    expect(refusal({}, { TRACEFERRY_EXPIRES_AFTER_MS: '1m' }).message).toContain('TRACEFERRY_EXPIRES_AFTER_MS is "1m"')
    expect(refusal({}, { TRACEFERRY_FORMATS: 'b3,zipkin' }).message).toContain('TRACEFERRY_FORMATS has "zipkin"')
    expect(refusal({}, { TRACEFERRY_HEADERS: 'host' }).message).toContain('TRACEFERRY_HEADERS has "host"')
    expect(refusal({}, { TRACEFERRY_TRUST: '10.0.0.0/99' }).message).toContain('TRACEFERRY_TRUST has "10.0.0.0/99"')
    expect(refusal({}, { TRACEFERRY_CLUSTER_DOMAIN: 'com' }).message).toContain('TRACEFERRY_CLUSTER_DOMAIN is "com"')
    expect(refusal({ maxBytes: -1 }, { TRACEFERRY_MAX_BYTES: '8k' }).message).toContain('TF005: maxBytes is -1;')
    expect(refusal({}, { TRACEFERRY_VERBATIM: 'maybe' }).message).toContain('TRACEFERRY_VERBATIM is "maybe"')
    expect(refusal({}, { TRACEFERRY_FORMATS: 'zipkin' }).code).toBe('TF001')
    expect(refusal({}, { TRACEFERRY_HEADERS: 'x-a\r\nx-b' }).code).toBe('TF002')
    expect(refusal({}, { TRACEFERRY_HEADERS: 'x-a=x-b=x-c' }).code).toBe('TF002')
    expect(refusal({}, { TRACEFERRY_TARGETS: 'orders\r\nevil' }).code).toBe('TF004')
    for (const variable of ['HEADERS', 'FORMATS', 'TARGETS', 'IGNORE_TARGETS', 'USER_DATA_TARGETS', 'TRUST']) {
      const { code, message } = refusal({}, { [`TRACEFERRY_${variable}`]: ',,' })
      expect([code, message]).toEqual([
        'TF006',
        expect.stringContaining(`TRACEFERRY_${variable} is ",,", which names nothing; write`),
      ])
    }
  })
})

describe('precedence and environment', () => {
  const names = (options: Options, environment = {}) => [...resolvePolicy(options, environment).rules.keys()]

  test('code before environment before default', () => {
    expect(names({}, {})).toContain('traceparent')
    expect(names({}, { TRACEFERRY_FORMATS: 'b3' })).not.toContain('traceparent')
    expect(names({ formats: ['w3c'] }, { TRACEFERRY_FORMATS: 'b3' })).toEqual(['traceparent', 'tracestate'])
    expect(names({}, { TRACEFERRY_FORMATS: ' ' })).toContain('traceparent')
    expect(resolvePolicy({ maxBytes: undefined as never }, { TRACEFERRY_MAX_BYTES: '100' }).maxBytes).toBe(100)
  })

  test('lists, renames, targets and flags are read', () => {
    const policy = resolvePolicy(
      {},
      {
        TRACEFERRY_HEADERS: 'end-user, x-old=x-new,x-team-*',
        TRACEFERRY_TARGETS: 'all',
        TRACEFERRY_IGNORE_TARGETS: 'a.example, b.example',
        TRACEFERRY_GENERATE: '1',
        TRACEFERRY_TRUST: '10.0.0.0/8,::1',
      },
    )
    expect(policy.rules.get('x-old')?.outbound).toBe('x-new')
    expect(policy.prefixes.map((p) => p.name)).toContain('x-team-')
    expect(policy.verdictFor('http://b.example').ids).toBe(false)
    expect(policy.verdictFor('http://c.example').ids).toBe(true)
    expect(policy.generate).toBe(true)
    expect([
      policy.trusts?.('10.9.9.9'),
      policy.trusts?.('::ffff:10.1.1.1'),
      policy.trusts?.('::1'),
      policy.trusts?.('9.9.9.9'),
    ]).toEqual([true, true, true, false])
  })

  test('trust: an address is known in both of its forms, as a server on all addresses calls its IPv4 peers ::ffff:', () => {
    const { trusts } = resolvePolicy({ trust: ['127.0.0.1', '::ffff:9.9.9.9'] }, {})
    const peers = ['127.0.0.1', '::ffff:127.0.0.1', '::ffff:7f00:1', '9.9.9.9', '::ffff:9.9.9.9', '127.0.0.2', '::1']
    expect(peers.map((peer) => trusts?.(peer))).toEqual([true, true, true, true, true, false, false])
  })
})

describe('options at work', () => {
  const carried = (raw: string[], options: Options) => capture(raw, resolvePolicy(options, {})).headers

  test('rename', () => {
    expect(carried(['X-Tenant', 'acme'], { headers: [{ inbound: 'x-tenant', outbound: 'X-Org' }] })).toEqual([
      'x-org',
      'acme',
    ])
  })

  test('two headers that meet under one name go out once, the first of them', () => {
    const options = { headers: [{ inbound: 'x-trace', outbound: 'x-request-id' }] }
    expect(carried(['x-trace', 'a', 'x-request-id', 'b'], options)).toEqual(['x-request-id', 'a'])
    expect(carried(['x-request-id', 'b', 'x-trace', 'a'], options)).toEqual(['x-request-id', 'b'])
  })

  test('a format header can be renamed and keeps its checks', () => {
    expect(
      carried(['x-request-id', 'a, b'], { headers: [{ inbound: 'x-request-id', outbound: 'x-correlation-id' }] }),
    ).toEqual(['x-correlation-id', 'a'])
  })

  test('prefixes are capped by count and bytes, and never take what may not be forwarded', () => {
    const many = Array.from({ length: 40 }, (_, i) => [`X-Team-${i}`, 'v']).flat()
    expect(carried(many, { headers: ['x-team-*'] }).length / 2).toBe(16)
    expect(carried(['x-team-a', 'v'.repeat(3000), 'x-team-b', 'v'], { headers: ['x-team-*'] })).toHaveLength(2)
    expect(carried(['x-envoy-max-retries', '9', 'x-forwarded-for', '::1', 'x-ok', '1'], { headers: ['x-*'] })).toEqual([
      'x-ok',
      '1',
    ])
  })

  test('generate makes a UUIDv4 that Envoy can sample on, when none came', () => {
    expect(carried([], { generate: true })[1]).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
    expect(carried(['x-request-id', 'mine'], { generate: true })).toEqual(['x-request-id', 'mine'])
  })
})
