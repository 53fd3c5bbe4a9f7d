// The headers of a call, described as data. app/shapes.js makes them.

const ours = [
  'traceparent',
  'Traceparent',
  'tracestate',
  'X-Request-Id',
  'x-request-id',
  'baggage',
  'BAGGAGE',
  'b3',
  'x-b3-traceid',
]
const plain = [
  'accept',
  'Accept',
  'x-a',
  'X-A',
  'X-Long-Name-Of-A-Header',
  'user-agent',
  'authorization',
  'cookie',
  'content-type',
  'X-Empty',
]
const framing = [
  'content-length',
  'Transfer-Encoding',
  'connection',
  'Connection',
  'expect',
  'host',
  'Host',
  'HOST',
  'te',
  'upgrade',
  'keep-alive',
  'date',
]
const odd = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  'bad name',
  'bad\nname',
  'né',
  '0',
  '1',
  'length',
  ':path',
  ':authority',
  ':method',
  'x:y',
  'undefined',
]

const texts = [
  'a',
  'text/plain',
  '',
  ' padded ',
  'ü',
  '日本',
  'a\r\nb: c',
  'a\0b',
  'x'.repeat(300),
  '00-1',
  'AWS4-HMAC-SHA256 Credential=x',
  'null',
]
const others = [
  { undefined: 1 },
  null,
  true,
  { number: 5 },
  { number: 'NaN' },
  { bigint: 5 },
  { symbol: 's' },
  { buffer: 'b' },
  { object: 'from-object' },
  { function: 'f' },
  { throwing: 't' },
  { turning: 'turn' },
  ['one'],
  ['one', 'two'],
  [],
  [{ number: 1 }, 'b'],
  [{ undefined: 1 }],
  { holes: 'h' },
]
const framed = {
  host: ['orders', 'evil.example', '', 'orders:80', ['orders']],
  connection: ['close', 'keep-alive', 'upgrade'],
}
const frames = {
  'content-length': ['0', '2', 'x', '5'],
  'transfer-encoding': ['chunked', 'gzip'],
  expect: ['100-continue', 'x'],
}

const common = [
  'object',
  'object',
  'object',
  'list',
  'list of pairs',
  'Map',
  'Headers',
  'undefined',
  'generator',
  'iterable',
  'null prototype',
  'frozen',
]

function nameFrom(random) {
  const kind = random.below(20)
  return random.pick(kind < 9 ? plain : kind < 14 ? ours : kind < 17 ? framing : odd)
}

function valueFrom(random, name) {
  const fit = { ...framed, ...frames }[String(name).toLowerCase()]
  if (fit !== undefined && random.chance(0.9)) return random.pick(fit)
  return random.chance(0.8) ? random.pick(texts.slice(0, random.chance(0.8) ? 4 : undefined)) : random.pick(others)
}

/** Headers of one call. `names` are the shapes there are. */
export function headersFrom(random, names) {
  const shape = random.pick(random.chance(0.55) ? common : names)
  const headers = { shape }
  const entries = []
  const count = random.chance(0.1) ? 0 : random.below(6)
  for (let i = 0; i < count; i++) {
    const name = random.chance(0.02)
      ? random.pick([{ number: 3 }, { symbol: 'n' }, { throwing: 'n' }, { undefined: 1 }, null])
      : nameFrom(random)
    entries.push([name, valueFrom(random, name)])
    // The same again, in another case.
    if (random.chance(0.15))
      entries.push([typeof name === 'string' ? name.toUpperCase() : name, valueFrom(random, name)])
  }
  if (entries.length > 0) headers.entries = entries
  if (/turning|throwing|later|getters/.test(shape)) headers.turn = random.below(random.chance(0.7) ? 4 : 12)
  if (/proxy/.test(shape))
    headers.trap = random.pick(['get', 'get', 'ownKeys', 'has', 'getOwnPropertyDescriptor', 'getPrototypeOf'])
  if (['object', 'list', 'null prototype'].includes(shape) && random.chance(0.05)) headers.symbol = true
  if (['list', 'list of pairs'].includes(shape) && random.chance(0.1)) headers.odd = true
  return headers
}
