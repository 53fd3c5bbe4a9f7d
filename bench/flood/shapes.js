// The most that a stranger can send: for each shape, header lines of 16 KB, as many as Node's own limit lets in.
import { major } from '../../tools/shared/nodes.js'

/** Node refuses more than 16 KiB of a request's line and headers; this leaves room for what every request has. */
const BYTES = 16_000

/** Node 22 and later refuse a thousand lines of any size. */
const LINES = major < 22 ? Number.POSITIVE_INFINITY : 950

/** As many of these as fit. `make(i)` gives a name and a value. */
function fill(make) {
  const lines = []
  for (let left = BYTES; ; ) {
    const [name, value] = make(lines.length)
    left -= name.length + value.length + 4
    if (left < 0 || lines.length === LINES) return lines
    lines.push([name, value])
  }
}

const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
const B3 = '4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1'
const MEMBER = `${'k'.repeat(240)}=${'v'.repeat(255)},`
const short = (i) => i.toString(36)
const long = (name, text, less = 0) => [
  [name, text.repeat(BYTES / text.length).slice(0, BYTES - name.length - 8 - less)],
]
const ours = [
  ...['x-request-id', 'traceparent', 'tracestate', 'b3', 'x-b3-traceid', 'x-b3-spanid', 'x-b3-sampled', 'x-b3-flags'],
  ...['x-datadog-trace-id', 'x-datadog-tags', 'sw8', 'sw8-x', 'sw8-correlation', 'x-amzn-trace-id', 'uber-trace-id'],
  ...['x-cloud-trace-context', 'grpc-trace-bin', 'x-ot-span-context', 'baggage'],
]
const fifty = Array.from({ length: 50 }, (_, i) => `x-app-${i}`)

/** What of one request is there in 16 KB. `user`: names that the app forwards besides; `worst`: for each push. */
export const shapes = [
  { name: 'other names, as the scale of things', lines: fill((i) => [`some-${short(i)}`, 'v']) },
  { name: 'uberctx-*, one of our prefixes', lines: fill((i) => [`uberctx-${short(i)}`, 'v']), worst: true },
  { name: 'ot-tracer-*, with commas', lines: fill((i) => [`ot-tracer-${short(i)}`, ',,']), worst: true },
  { name: 'names that nearly are of a prefix', lines: fill((i) => [`uberctw-${short(i)}`, 'v']) },
  { name: 'x-team-*, a prefix of the app', lines: fill((i) => [`x-team-${short(i)}`, 'v']), user: 'x-team-*' },
  { name: 'x-*, with names that never go', lines: fill((i) => [`x-envoy-${short(i)}`, 'v']), user: 'x-*', worst: true },
  { name: 'one name in capitals, again and again', lines: fill(() => ['X-REQUEST-ID', 'r']) },
  { name: 'traceparent, again and again', lines: fill(() => ['traceparent', TRACEPARENT]) },
  { name: 'a bad traceparent, again and again', lines: fill(() => ['traceparent', TRACEPARENT.replace('1', 'g')]) },
  { name: 'b3, again and again', lines: fill(() => ['b3', B3]), worst: true },
  { name: 'a blank b3, again and again', lines: fill(() => ['b3', '-']) },
  { name: 'tracestate, again and again', lines: fill((i) => ['tracestate', `${short(i)}=1`]) },
  { name: 'baggage, again and again', lines: fill((i) => ['baggage', `${short(i)}=1`]) },
  { name: 'all of our names in turn', lines: fill((i) => [ours[i % ours.length], 'v']) },
  { name: '50 names of the app in turn', lines: fill((i) => [fifty[i % 50], 'v']), user: fifty.join() },
  { name: '50 names of the app in capitals', lines: fill((i) => [`X-APP-${i % 50}`, 'v']), user: fifty.join() },
  { name: 'one tracestate of commas', lines: [['traceparent', TRACEPARENT], ...long('tracestate', 'a=1,', 80)] },
  { name: 'one tracestate of long members', lines: [['traceparent', TRACEPARENT], ...long('tracestate', MEMBER, 80)] },
  { name: 'one baggage of commas', lines: long('baggage', ',') },
  { name: 'one baggage of letters beyond ASCII', lines: long('baggage', 'k=\u00e9,'), worst: true },
  {
    name: 'one tracestate and one baggage',
    lines: [['traceparent', TRACEPARENT], ...long('tracestate', MEMBER, 12_000), ...long('baggage', 'k=v,', 4200)],
    worst: true,
  },
  {
    name: 'two of user data, with tabs',
    lines: [...long('sw8-correlation', '\t\u00e9', 7900), ...long('baggage', '\t\u00e9', 8100)],
    worst: true,
  },
  { name: 'one baggage of 64 members', lines: long('baggage', `key=${'v'.repeat(240)},`) },
  { name: 'one sw8 of hyphens', lines: long('sw8', '-') },
  { name: 'one x-amzn-trace-id of semicolons', lines: long('x-amzn-trace-id', ';') },
  { name: 'one grpc-trace-bin', lines: long('grpc-trace-bin', 'AAAA') },
  { name: 'one uber-trace-id of escapes', lines: long('uber-trace-id', '%3A') },
  { name: 'one x-request-id of spaces', lines: [['x-request-id', `a${' '.repeat(BYTES - 20)}b`]] },
]

/** The same again for a service that makes a call, for which the headers are read. */
for (const shape of shapes.filter(({ worst }) => worst)) {
  shapes.push({ ...shape, name: `${shape.name}, with a call`, fanOut: 1 })
}

/** The service that a shape is sent to: the smallest that there is, so that what we add shows most. */
export function cellOf({ name, lines, user = '', fanOut = 0 }) {
  return { name, framework: 'http', client: 'http', fanOut, lines, user }
}
