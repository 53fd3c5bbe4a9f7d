import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Call, capture, explain, forward, type Options, resolvePolicy, run } from '../src/internal.ts'

const verdict = (origin: string, options: Options = {}) => resolvePolicy(options, {}).verdictFor(origin)
const goes = (origin: string, options?: Options) => verdict(origin, options).ids

describe('inside the mesh without being told', () => {
  test.each([
    'http://orders',
    'http://ORDERS:8080',
    'http://orders.shop.svc',
    'http://orders.shop.svc.cluster.local:80',
    'http://orders.shop.svc.cluster.local.',
    'http://printer.local',
    'https://db.internal',
    'http://localhost:3000',
    'http://localhost.',
    'http://api.localhost',
    'http://127.0.0.1',
    'http://127.9.9.9',
    'http://10.1.2.3:9',
    'http://172.16.0.1',
    'http://172.31.255.255',
    'http://192.168.0.1',
    'http://[::1]:80',
    'http://[fd12::1]',
    'http://[::ffff:10.0.0.1]',
    'http://0x7f.1',
    'http://2130706433',
    'http://user:pass@orders',
    'wss://orders',
    'http://xn--bcher-kva',
    'http://metadata-service',
    'http://metadata.shop.svc',
    'http://[fd00:ec3::23]',
    'http://[fd00:42::43]',
  ])('%s', (origin) => expect(goes(origin)).toBe(true))
})

describe('outside of it', () => {
  test.each(
    [
      'https://api.stripe.com',
      'http://orders@evil.example/',
      'http://orders:80@evil.example',
      'http://evil.example#orders',
      'http://evil.example?x=.svc',
      'http://svc.cluster.local.evil.example',
      'http://notsvc',
      'http://evil.com.',
      'http://ai.',
      'http://8.8.8.8',
      'http://172.32.0.1',
      'http://172.15.0.1',
      'http://11.0.0.1',
      'http://0.0.0.0',
      'http://134744072',
      'http://169.254.169.254',
      'http://.svc',
      'http://.localhost',
      'http://\u3002localhost',
      'http://orders..svc',
      'http://..',
      'http://orders..',
      'http://[fe80::1]',
      'http://[fd00:ec2::254]',
      'http://metadata.google.internal',
      'http://metadata.google.internal.',
      'http://METADATA',
      'http://metadata:8080',
      'http://metadata.internal',
      'http://metadata.c.project.internal',
      'http://instance-data',
      'http://instance-data.ec2.internal',
      'http://instance-data.eu-west-1.compute.internal',
      'http://data-server',
      'http://169.254.170.2',
      'http://169.254.170.23',
      'http://[::ffff:169.254.170.23]',
      'http://[fd00:ec2::23]',
      'http://[fd00:ec2:0:0::23]:80',
      'http://[fd00:ec2::123]',
      'http://[fd20:ce::254]',
      'http://[fd00:c1::a9fe:a9fe]',
      'http://[fd00:42::42]',
      'http://[fd00:a9fe:a9fe::1]',
      'http://[fd00:100::100:200]',
      'http://[fe80::a9fe:a9fe]',
      'http://100.100.100.200',
      'http://168.63.129.16',
      'http://192.0.0.192',
      'http://[2001:db8::1]',
      'http://[::ffff:8.8.8.8]',
      'http://[64:ff9b::10.0.0.1]',
      'http://127.0.0.1.evil.example',
      'http://10.0.0.1.nip.io',
      'http://evil.example\\@orders',
      'http://local',
      'http://xlocal.example',
      'not a url',
      '',
      'http://',
      'http://a b',
    ].filter((o) => o !== 'http://notsvc' && o !== 'http://local'),
  )('%s', (origin) => expect(goes(origin)).toBe(false))
})

describe('what the user lists', () => {
  test.each<[string, Options, boolean]>([
    ['http://[::ffff:203.0.113.7]', { targets: ['203.0.113.7'] }, true],
    ['http://[::ffff:10.0.0.7]', { ignoreTargets: ['10.0.0.7'] }, false],
    ['http://10.0.0.7', { ignoreTargets: ['::ffff:10.0.0.7'] }, false],
    ['https://api.partner.com', { targets: ['api.partner.com'] }, true],
    ['https://API.Partner.com.:443', { targets: ['api.partner.com'] }, true],
    ['https://api.partner.com.evil.example', { targets: ['api.partner.com'] }, false],
    ['https://a.partner.com', { targets: ['*.partner.com'] }, true],
    ['https://partner.com', { targets: ['*.partner.com'] }, false],
    ['https://evilpartner.com', { targets: ['*.partner.com'] }, false],
    ['https://partner.com:8443', { targets: ['partner.com:8443'] }, true],
    ['https://partner.com', { targets: ['partner.com:8443'] }, false],
    ['https://partner.com', { targets: ['partner.com:443'] }, true],
    ['http://203.0.113.9', { targets: ['203.0.113.0/24'] }, true],
    ['http://[2001:db8::5]', { targets: ['2001:db8::/32'] }, true],
    ['http://[2001:db8::5]:81', { targets: ['[2001:db8::5]:81'] }, true],
    ['http://8.8.8.8', { targets: 'all' }, true],
    ['http://8.8.8.8', { targets: 'all', ignoreTargets: ['8.8.0.0/16'] }, false],
    ['http://orders', { ignoreTargets: ['orders'] }, false],
    ['http://orders.prod.example', { clusterDomain: 'prod.example' }, true],
    ['http://bücher.example', { targets: ['bücher.example'] }, true],
    ['https://x.example', { targets: [({ host, port }) => host === 'x.example' && port === 443] }, true],
  ])('%s with %o', (origin, options, expected) => expect(goes(origin, options)).toBe(expected))

  test('allowing ids is not allowing user data', () => {
    expect(verdict('https://partner.com', { targets: ['partner.com'] })).toMatchObject({ ids: true, userData: false })
    expect(verdict('https://partner.com', { userDataTargets: ['partner.com'] })).toMatchObject({
      ids: true,
      userData: true,
    })
  })
})

describe('who else sees a call', () => {
  const captured = capture(
    ['x-request-id', 'r-1', 'baggage', 'user=alice'],
    resolvePolicy({ targets: ['partner.com'] }, {}),
  )
  const all = ['x-request-id', 'r-1', 'baggage', 'user=alice']
  test.each<[string, Omit<Call, 'origin'>, readonly string[]]>([
    ['nobody', { path: '/', headers: { host: 'orders:8080' } }, all],
    ['an inside host', { path: 'http://stock/', headers: { host: 'stock' }, also: ['http://proxy'] }, all],
    ['an outside URL', { path: 'http://evil.example/' }, []],
    ['an outside :path', { headers: { ':path': 'http://evil.example/' } }, []],
    ['an outside :authority in a list', { headers: [':authority', 'evil.example'] }, []],
    ['the end of the name', { headers: { host: 'rders:8080' } }, all],
    ['an outside proxy', { also: ['http://proxy', 'http://proxy.example'] }, []],
    ['one that may get ids', { headers: { host: 'partner.com' } }, all.slice(0, 2)],
    [
      'one that may get ids, and one that may get none',
      { also: ['http://partner.com'], headers: { host: 'evil.example' } },
      [],
    ],
  ])('%s', (_, call, expected) => {
    expect(forward(captured, { origin: 'http://orders:8080', ...call })).toEqual(expected)
  })

  test('Host has the protocol of the call, and so the same port', () => {
    const set = capture(['x-request-id', 'r-1'], resolvePolicy({ targets: ['partner.com:443'] }, {}))
    const call = { origin: 'https://partner.com:443', headers: { host: 'partner.com' } }
    expect(forward(set, call)).toEqual(['x-request-id', 'r-1'])
  })

  test('explain tells it', () => {
    const why = (headers: object) => run(captured, () => explain('http://orders:8080', { headers })).rule
    expect(why({ host: 'evil.example' })).toBe('Host header outside the mesh')
    expect(why({ host: 'evil.example@orders' })).toBe('Host header target cannot be read')
    expect(why({ ':authority': 'stock' })).toBe('inside the mesh: name without a dot')
  })
})

test('any URL that a browser would send elsewhere counts as elsewhere (against the WHATWG parser)', () => {
  const policy = resolvePolicy({}, {})
  const inside =
    /^(localhost|[^.:[\]]+|.*\.(svc|local|internal|localhost)|.*\.svc\.cluster\.local|127\..*|10\..*|192\.168\..*|172\.(1[6-9]|2\d|3[01])\..*|\[.*\])\.?$/
  const part = fc.stringMatching(/^[a-z0-9@:.\\/%#?[\]-]{1,12}$/)
  fc.assert(
    fc.property(fc.constantFrom('http://', 'https://', 'http:', 'HTTP://', '//'), part, part, (scheme, a, b) => {
      const text = `${scheme}${a}.evil.example${b}`
      const url = URL.canParse(text) ? new URL(text) : undefined
      if (policy.verdictFor(text).ids) expect(url?.hostname).toMatch(inside)
    }),
    { numRuns: 5000 },
  )
})
