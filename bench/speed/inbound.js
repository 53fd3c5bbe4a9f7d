// What an inbound request carries: eight headers that are forwarded, and as many more as a mesh, a browser and a gateway
// put on a request in real life.

export const CARRIED = [
  ['x-request-id', '6f1c9a52-3f0e-9d0c-8a3e-0242ac120002'],
  ['traceparent', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'],
  ['tracestate', 'mesh=00f067aa0ba902b7'],
  ['x-b3-traceid', '4bf92f3577b34da6a3ce929d0e0e4736'],
  ['x-b3-spanid', '00f067aa0ba902b7'],
  ['x-b3-parentspanid', '53995c3f42cd8ad8'],
  ['x-b3-sampled', '1'],
  ['x-ot-span-context', '4bf92f3577b34da6;00f067aa0ba902b7'],
]

const OTHER = [
  [
    'user-agent',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  ],
  ['accept', 'application/json, text/plain;q=0.9, */*;q=0.5'],
  ['accept-encoding', 'gzip, deflate, br, zstd'],
  ['accept-language', 'en-GB,en;q=0.9,de;q=0.8'],
  ['cache-control', 'no-cache'],
  ['referer', 'https://shop.example.com/checkout'],
  ['origin', 'https://shop.example.com'],
  ['cookie', 'session=0123456789abcdef0123456789abcdef; theme=dark; consent=1'],
  ['x-forwarded-for', '203.0.113.7, 10.1.2.3'],
  ['x-forwarded-proto', 'https'],
  ['x-forwarded-host', 'shop.example.com'],
  [
    'x-forwarded-client-cert',
    'By=spiffe://cluster.local/ns/shop/sa/front;Hash=0123456789abcdef;URI=spiffe://cluster.local/x',
  ],
  ['x-envoy-attempt-count', '1'],
  ['x-envoy-internal', 'true'],
  ['x-envoy-expected-rq-timeout-ms', '15000'],
  ['x-envoy-decorator-operation', 'orders.shop.svc.cluster.local:8080/*'],
  ['x-envoy-peer-metadata-id', 'sidecar~10.1.2.3~front-7d9c.shop~shop.svc.cluster.local'],
  ['sec-ch-ua', '"Chromium";v="140"'],
  ['sec-ch-ua-mobile', '?0'],
  ['sec-ch-ua-platform', '"Linux"'],
  ['sec-fetch-dest', 'empty'],
  ['sec-fetch-mode', 'cors'],
  ['sec-fetch-site', 'same-origin'],
]

/**
 * [name, value] pairs of a request in this cell: the carried ones last, as a proxy that adds its own sends them.
 * @param {{ headers?: number, forwarded?: number, bytes?: number, lines?: string[][] }} cell
 */
export function inboundOf({ headers = 8, forwarded, bytes, lines }) {
  if (lines !== undefined) return lines
  if (forwarded !== undefined) return [...CARRIED.slice(0, forwarded), ...extra(forwarded - CARRIED.length)]
  if (bytes !== undefined) return [...CARRIED, ['baggage', baggage(bytes - size(CARRIED))]]
  const more = Array.from({ length: headers - CARRIED.length }, (_, i) => OTHER[i] ?? [`x-app-${i}`, `${i}`])
  return [...more, ...CARRIED]
}

/** Names that have to be listed so that they are forwarded, too. */
export function extraNames(cell) {
  return inboundOf(cell).flatMap(([name]) => (name.startsWith('x-scale-') || name === 'baggage' ? [name] : []))
}

function extra(count) {
  return Array.from({ length: Math.max(0, count) }, (_, i) => [`x-scale-${i}`, `value-${i}`])
}

/** Entries of a usual size: some readers take no single long one, and no more than 64. */
function baggage(bytes) {
  const entries = []
  for (let left = bytes; left > 0; left -= 128) entries.push(`key${entries.length}=`.padEnd(Math.min(127, left), 'v'))
  return entries.join(',')
}

function size(pairs) {
  return pairs.flat().join('').length
}
