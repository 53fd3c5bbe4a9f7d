// What the inbound requests carry; each has a trace id of its own, which names it.

export function traceIdOf(n) {
  return n.toString(16).padStart(32, 'a')
}

/** Name, value, name, value, ...: what a mesh sends to a service. */
export function headersOf(n) {
  const traceId = traceIdOf(n)
  const spanId = n.toString(16).padStart(16, 'b')
  return [
    ...['x-request-id', `request-${n}`, 'traceparent', `00-${traceId}-${spanId}-01`, 'tracestate', `mesh=${n}`],
    ...['x-b3-traceid', traceId, 'x-b3-spanid', spanId, 'x-b3-parentspanid', 'c'.repeat(16), 'x-b3-sampled', '1'],
    ...['x-ot-span-context', `context-${n}`, 'baggage', `tenant=${n}`],
  ]
}
