import fc from 'fast-check'

// What a call may be told of where to go: names, addresses, odd spellings of both, and tricks that read otherwise for those who
// parse them than for those who do not.

/** A call, as each client tries to make it. Not every client can use all of it. */
export interface Shot {
  readonly name: string
  readonly port: string
  readonly userinfo: string
  readonly path: string
  /** A Host header, or :authority. */
  readonly host: string | undefined
  readonly shape: 'object' | 'flat' | 'map' | 'late'
  /** Where an agent, a session or a dispatcher leads instead. */
  readonly lead: string | undefined
  readonly servername: string | undefined
  readonly proxy: string
}

const inside = [
  'orders',
  'orders.shop.svc',
  'orders.shop.svc.cluster.local',
  'db.internal',
  'localhost',
  'a.localhost',
  'x.local',
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '[::1]',
  '[fd12::1]',
  '[::ffff:10.0.0.1]',
] // prettier-ignore
const outside = [
  'evil.example',
  '8.8.8.8',
  '169.254.169.254',
  '100.100.100.200',
  'metadata',
  'instance-data',
  'metadata.google.internal',
  '[fd00:ec2::23]',
  '[fe80::1]',
  '[2001:db8::1]',
  '[::ffff:8.8.8.8]',
  'ai.',
  '172.32.0.1',
  '0.0.0.0',
] // prettier-ignore
const odd = [
  '0x7f.1',
  '0x08080808',
  '2130706433',
  '010.8.8.8',
  '127.1',
  '256',
  '1.2.3.4.5',
  'ORDERS',
  'Evil.Example',
  'orders.',
  'orders..',
  '.orders',
  'xn--bcher-kva',
  'bücher',
  '::1',
  'fe80::1%lo',
  'orders:80',
  '*',
  '',
  'orders.s\u00advc',
  'ⓞrders',
  'evil。example',
] // prettier-ignore
const between = [
  '/',
  '?',
  '#',
  '\\',
  '@',
  '%',
  '%2e',
  '%2f',
  '%00',
  '%40',
  '\t',
  ' ',
  '\n',
  '\0',
  ':80@',
  ':',
  ',',
  ';',
  '/.',
  '?.',
  '#.',
  '\\.',
  '.',
  '_',
  '|',
  '^',
  '<',
  '\u00ad',
  '\u3002',
  '\u200b',
] // prettier-ignore

const plain = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...inside) },
  { weight: 3, arbitrary: fc.constantFrom(...outside) },
  { weight: 2, arbitrary: fc.constantFrom(...odd) },
)
const trick = fc.tuple(plain, fc.constantFrom(...between), plain).map((parts) => parts.join(''))
const host = fc.oneof({ weight: 5, arbitrary: plain }, { weight: 2, arbitrary: trick })
const rarely = <T>(arbitrary: fc.Arbitrary<T>, weight = 2) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight, arbitrary })
const port = fc.constantFrom('', '', '', '80', '8080', '443', '0', '65536', '8a')
const whole = fc
  .tuple(
    fc.constantFrom('http://', 'HTTP://', 'https://', 'ws://', 'ftp://', 'http:/', 'http:', 'http:\\\\', '//'),
    host,
    fc.constantFrom('', '/', '/a', '?b', '#c', ':80/'),
  )
  .map((parts) => parts.join(''))
const path = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('/', '/a', '/?b=http://evil.example/', '*', '') },
  { weight: 2, arbitrary: whole },
)

export const shots: fc.Arbitrary<Shot> = fc.record({
  name: host,
  port,
  userinfo: fc.constantFrom('', '', '', 'orders@', 'evil.example:80@', 'a:b@'),
  path,
  host: rarely(fc.tuple(host, fc.constantFrom('', '', ':80', ':8080')).map((parts) => parts.join(''))),
  shape: fc.constantFrom('object', 'flat', 'map', 'late'),
  lead: rarely(host, 1),
  servername: rarely(host, 1),
  proxy: fc.constantFrom('http://squid:3128', 'http://proxy.example:3128', 'http://10.0.0.8'),
})
