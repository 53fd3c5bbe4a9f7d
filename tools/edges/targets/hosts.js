// Hosts to call: inside, outside, at the borders of both, and in spellings that are easy to mistake.

const insideNames = [
  'orders',
  'payments-2',
  'orders.shop.svc',
  'a.b.svc.cluster.local',
  'printer.local',
  'db.corp.internal',
  'localhost',
  'app.localhost',
  'x_y',
]
const outsideNames = [
  'evil.example',
  'example.com',
  'api.stripe.com',
  'orders.svc.evil.example',
  'localhost.evil.example',
  'svc.example',
  'notlocal',
  'orders.svclocal',
  'evil-svc.com',
  'ai.',
  'com.',
  'local.evil',
  'x.internal.evil',
  'internal.',
  '10.0.0.1.evil.example',
  '127.0.0.1.nip.io',
]
const metadata = [
  'metadata.google.internal',
  'METADATA.google.internal',
  'metadata.google.internal.',
  'instance-data.ec2.internal',
  '169.254.169.254',
  'fd00:ec2::254',
  'fd20:ce::254',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  'metadata',
  '169.254.170.2',
  '[fd00:0ec2::254]',
]
const borders = [
  '9.255.255.255',
  '10.0.0.0',
  '10.255.255.255',
  '11.0.0.0',
  '172.15.255.255',
  '172.16.0.0',
  '172.31.255.255',
  '172.32.0.0',
  '192.167.255.255',
  '192.168.0.0',
  '192.169.0.0',
  '126.255.255.255',
  '127.255.255.254',
  '128.0.0.0',
  '0.0.0.0',
  '100.64.0.1',
  '255.255.255.255',
  '224.0.0.1',
  '::',
  '::1',
  '::2',
  'fbff::1',
  'fc00::',
  'fdff:ffff::1',
  'fe00::1',
  'fe80::1',
  'fec0::1',
  'ff02::1',
  '2001:db8::1',
  '::ffff:10.0.0.1',
  '::ffff:8.8.8.8',
  '::ffff:a00:1',
  '::10.0.0.1',
  '64:ff9b::10.0.0.1',
  '2002:a00:1::',
  '::ffff:0:10.0.0.1',
]
const glue = [
  '/',
  '?',
  '#',
  '\\',
  '@',
  ':',
  '%',
  '%2f',
  '%40',
  '%23',
  '%00',
  '%2e',
  '\t',
  ' ',
  '\n',
  '\0',
  ';',
  ',',
  '|',
  ':80@',
  ':80/',
  '&',
  '//',
  '.%20.',
  '\u3002',
  '\uff0f',
  '\u2044',
  '\ufe56',
  '\u00ad',
  '\u200b',
]

export function hostFrom(random) {
  const kind = random.below(20)
  if (kind < 4) return random.pick(insideNames)
  if (kind < 7) return random.pick(outsideNames)
  if (kind < 8) return random.pick(metadata)
  if (kind < 10) return random.pick(borders)
  if (kind < 13) return spelt(random, addressFrom(random))
  if (kind < 17) return spelt(random, random.pick([...insideNames, ...outsideNames]))
  if (kind < 18) return spelt(random, random.pick([...borders, ...metadata]))
  const [a, b] = random.chance(0.5) ? [insideNames, outsideNames] : [outsideNames, insideNames]
  return random.pick(a) + random.pick(glue) + random.pick(b)
}

function addressFrom(random) {
  const byte = () => random.below(256)
  const first = random.pick([
    [10, byte()],
    [127, byte()],
    [172, random.below(64)],
    [192, 160 + random.below(16)],
    [169, 254],
    [byte(), byte()],
  ])
  if (random.chance(0.7)) return [...first, byte(), byte()].join('.')
  const group = () => random.below(65536).toString(16)
  return random.pick([
    `fd${random.below(256).toString(16).padStart(2, '0')}:${group()}::${group()}`,
    `fe80::${group()}`,
    `${group()}:${group()}::1`,
    `::ffff:${first.join('.')}.${byte()}.${byte()}`,
  ])
}

/** The same in another spelling, mostly. Some mean the same to a client, some do not; the reading tells. */
function spelt(random, host) {
  const spell = random.pick(spellings)
  return spell(host, random)
}

const numbers = (host) => (/^\d+(\.\d+){3}$/.test(host) ? host.split('.').map(Number) : undefined)
const ifNumbers = (write) => (host, random) => (numbers(host) === undefined ? host : write(numbers(host), random))
const hex = (n) => `0x${n.toString(16)}`
const whole = ([a, b, c, d]) => ((a * 256 + b) * 256 + c) * 256 + d

const spellings = [
  (host) => host.toUpperCase(),
  (host) => `${host}.`,
  (host) => `${host}..`,
  (host) => `.${host}`,
  (host) => `${host} `,
  (host) => `\t${host}`,
  (host) => `[${host}]`,
  (host) => `user@${host}`,
  (host, random) => `${random.pick(['evil.example', 'orders', 'u:p'])}@${host}`,
  (host) => `${host}:80`,
  (host) => `${host}%lo`,
  (host) => host.replace(/[a-z]/, (c) => `%${c.charCodeAt(0).toString(16)}`),
  (host) => host.replace('.', '%2e'),
  (host) => host.replaceAll('.', '\u3002'),
  (host) => host.replace(/[a-z0-9]/g, (c) => String.fromCodePoint(c.codePointAt(0) + 0xfee0)),
  (host) => host.replace(/[a-z]/, '$&\u00ad'),
  (host) => host.replace(/[a-z]/, '$&\u200d'),
  (host) => host.replace('o', '\u043e'),
  (host) => host.replace('s', '\u017f'),
  (host) => host.replace('l', '\u24db'),
  (host) => `xn--${host}`,
  (host) => host.replace(':', '::'),
  ifNumbers((n) => String(whole(n))),
  ifNumbers((n) => hex(whole(n))),
  ifNumbers((n) => n.map(hex).join('.')),
  ifNumbers((n) => n.map((part) => `0${part.toString(8)}`).join('.')),
  ifNumbers((n) => n.map((part) => String(part).padStart(3, '0')).join('.')),
  ifNumbers(([a, b, c, d]) => `${a}.${b}.${c * 256 + d}`),
  ifNumbers(([a, b, c, d]) => `${a}.${(b * 256 + c) * 256 + d}`),
  ifNumbers((n) => `::ffff:${n.join('.')}`),
  ifNumbers(
    (n) =>
      `[::ffff:${n
        .map((part) => part.toString(16).padStart(2, '0'))
        .join('')
        .replace(/^..../, '$&:')}]`,
  ),
  ifNumbers((n) => `${n.join('.')}.`),
  ifNumbers(([a, ...rest]) => `${a + 256}.${rest.join('.')}`),
]
