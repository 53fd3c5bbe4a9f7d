// Makes headers with unique values, so that a test can recognize them on a call.
import { randomBytes } from 'node:crypto'

/** The headers of a request by lower-case name. Each value is unique. */
export type Canaries = ReadonlyMap<string, string>

/** The headers that requests behind Envoy or Istio have. A test looks for these on each call unless you name others. */
export const defaultHeaders: readonly string[] = [
  'x-request-id',
  'traceparent',
  'tracestate',
  'x-b3-traceid',
  'x-b3-spanid',
  'x-b3-sampled',
  'baggage',
]

/** Makes legal values for these headers. An unknown header gets a unique word. */
export function makeCanaries(names: readonly string[]): Canaries {
  const [trace, span] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')]
  const known: Readonly<Record<string, string>> = {
    'x-request-id': [
      trace.slice(0, 8),
      trace.slice(8, 12),
      trace.slice(12, 16),
      trace.slice(16, 20),
      trace.slice(20),
    ].join('-'),
    traceparent: `00-${trace}-${span}-01`,
    tracestate: `canary=${span}`,
    b3: `${trace}-${span}-1`,
    'x-b3-traceid': trace,
    'x-b3-spanid': span,
    'x-b3-parentspanid': randomBytes(8).toString('hex'),
    'x-b3-sampled': '1',
    'x-b3-flags': '0',
    'x-datadog-trace-id': String(BigInt(`0x${span}`)),
    'x-datadog-parent-id': String(BigInt(`0x${trace.slice(0, 15)}`)),
    'x-datadog-sampling-priority': '1',
    'x-datadog-tags': `_dd.p.tid=${trace.slice(0, 16)}`,
    'x-datadog-origin': `canary-${span}`,
    sw8: `1-${base64(trace)}-${base64(span)}-3-${base64('canary')}-${base64('test')}-${base64('/')}-${base64('test:80')}`,
    'sw8-x': `0-${Date.now()}`,
    'sw8-correlation': `${base64('canary')}:${base64(span)}`,
    'x-amzn-trace-id': `Root=1-${trace.slice(0, 8)}-${trace.slice(8)};Parent=${span};Sampled=1`,
    'x-cloud-trace-context': `${trace}/${BigInt(`0x${span}`)};o=1`,
    'grpc-trace-bin': Buffer.from(`0000${trace}01${span}0201`, 'hex').toString('base64'),
    'uber-trace-id': `${trace}:${span}:0:1`,
    baggage: `canary=${span}`,
  }
  const wanted = names.map((name) => name.toLowerCase()).flatMap((name) => [name, ...(partners[name] ?? [])])
  return new Map(wanted.map((name) => [name, known[name] ?? `canary-${span}-${name}`]))
}

/** Headers that are malformed without another header. The other header is added and checked too. */
const partners: Readonly<Record<string, readonly string[]>> = {
  tracestate: ['traceparent'],
  'x-b3-traceid': ['x-b3-spanid'],
  'x-b3-spanid': ['x-b3-traceid'],
  'x-b3-parentspanid': ['x-b3-traceid', 'x-b3-spanid'],
  'x-datadog-parent-id': ['x-datadog-trace-id'],
}

/** Whether a value identifies its request. Flags such as x-b3-sampled are the same in every request. */
export function isUnique(value: string): boolean {
  return value.length > 2
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
