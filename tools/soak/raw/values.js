// Names and values that a client may send, from well-formed ids to bytes that no header may hold.

export const tracing = [
  ...['X-Request-Id', 'traceparent', 'tracestate', 'baggage', 'b3', 'X-B3-TraceId', 'X-B3-SpanId', 'X-B3-ParentSpanId'],
  ...['X-B3-Sampled', 'X-B3-Flags', 'x-datadog-trace-id', 'x-datadog-parent-id', 'x-datadog-sampling-priority'],
  ...['x-datadog-tags', 'sw8', 'sw8-correlation', 'X-Amzn-Trace-Id', 'X-Cloud-Trace-Context', 'grpc-trace-bin'],
  ...['uber-trace-id', 'uberctx-user', 'ot-tracer-spanid', 'x-ot-span-context', 'End-User', 'X-Team-A', 'X-Old'],
]

/** What must stay where it came in, whatever the options say. None of them changes how a request is framed. */
export const forbidden = [
  ...[
    'x-envoy-max-retries',
    'x-envoy-upstream-rq-timeout-ms',
    'X-Forwarded-For',
    'x-forwarded-client-cert',
    'Forwarded',
  ],
  ...[
    'Via',
    'l5d-dst-override',
    'grpc-timeout',
    'content-language',
    'content-md5',
    'proxy-authorization',
    'TE',
    'Keep-Alive',
  ],
]

/** What goes only if the user lists it, which is not the case here. */
export const unnamed = ['Authorization', 'Cookie', '__proto__', 'constructor', 'x-api-key', 'sec-fetch-mode', 'X-New']

const blanks = ['', ' ', '\t', 'undefined', 'null', '-', ',', ', ,', ';', '=', '%00', '\\r\\n', '$(id)', '../..']

/** A value for this name; `n` tells the request that it belongs to. */
export function valueFor(random, name, n) {
  const kind = random.below(20)
  if (kind < 9) return wellFormed(random, name.toLowerCase(), n)
  if (kind < 13) return mutated(random, wellFormed(random, name.toLowerCase(), n))
  if (kind < 15) return random.pick(blanks)
  if (kind === 15) return `${wellFormed(random, name.toLowerCase(), n)},${random.pick(blanks)}`
  if (kind === 16) return ` \t${wellFormed(random, name.toLowerCase(), n)}\t `
  if (kind === 17) return list(random, n)
  return text(random, 1 + random.below(60), n)
}

/** One that only this name may take, or of this name's own kind. */
export function wellFormed(random, name, n) {
  const id = n.toString(16)
  const trace = `${id.padStart(31, '0')}f`
  const span = `${id.padStart(15, '0')}e`
  switch (name) {
    case 'traceparent':
      return `${random.pick(['00', '00', '00', 'cc', 'ff'])}-${trace}-${span}-0${random.below(2)}`
    case 'b3':
      return random.pick([`${trace}-${span}-1`, `${trace}-${span}`, '0', 'd', `${trace}-${span}-0-${span}`])
    case 'x-b3-traceid':
      return random.pick([trace, trace.slice(16), trace.toUpperCase()])
    case 'x-b3-spanid':
    case 'x-b3-parentspanid':
      return span
    case 'x-b3-sampled':
    case 'x-b3-flags':
      return random.pick(['0', '1', 'true'])
    case 'x-datadog-trace-id':
    case 'x-datadog-parent-id':
      return String(1_000_000_000 + n)
    case 'x-datadog-sampling-priority':
      return random.pick(['-1', '0', '1', '2'])
    case 'sw8':
      return `1-${Buffer.from(`t${n}`).toString('base64')}-c2Vn-${n}-c2Vydg==-aW5zdA==-ZW5k-YWRkcg==`
    case 'x-amzn-trace-id':
      return `Root=1-5759e988-${id.padStart(24, '0')};Sampled=1`
    case 'x-cloud-trace-context':
      return `${trace}/${n};o=1`
    case 'uber-trace-id':
      return `${trace}:${span}:0:1`
    case 'grpc-trace-bin':
      return Buffer.from(`0000${trace}01${span}0201`, 'hex').toString('base64')
    case 'tracestate':
    case 'baggage':
      return list(random, n)
    default:
      return `v-${n}-${random.below(100)}`
  }
}

function list(random, n) {
  const members = 1 + random.below(random.chance(0.05) ? 200 : 4)
  return Array.from({ length: members }, (_, i) => `k${i}=v${n}`).join(random.pick([',', ', ', ' , ', ',,']))
}

function mutated(random, value) {
  const at = random.below(value.length + 1)
  const other = random.pick(['', ' ', 'g', '-', ',', ';', '%', 'Z', '\u00e9', '\u00ff', '"'])
  return value.slice(0, at) + other + value.slice(at + random.below(2))
}

/** Bytes that Node's parser lets into a value: all but control characters. */
function text(random, length, n) {
  let made = `${n}`
  for (let i = 0; i < length; i++)
    made += String.fromCharCode(random.chance(0.3) ? 128 + random.below(128) : 32 + random.below(95))
  return made
}

/** Any byte at all. */
export function anyBytes(random, length) {
  return Array.from({ length }, () => String.fromCharCode(random.below(256))).join('')
}
