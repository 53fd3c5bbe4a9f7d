export interface Ids {
  readonly traceId: string
  readonly spanId: string
}

/** The headers of request n: one trace in the words of each format, as a mesh with several tracers would send it. */
export function inboundOf(n: number): Ids & { headers: Record<string, string> } {
  const traceId = n.toString(16).padStart(32, 'a')
  const spanId = n.toString(16).padStart(16, 'b')
  const headers = {
    'x-request-id': `request-${n}`,
    traceparent: `00-${traceId}-${spanId}-01`,
    tracestate: `n=${n}`,
    'x-b3-traceid': traceId,
    'x-b3-spanid': spanId,
    'x-b3-parentspanid': 'c'.repeat(16),
    'x-b3-sampled': '1',
    'x-datadog-trace-id': String(BigInt(`0x${traceId.slice(16)}`)),
    'x-datadog-parent-id': String(BigInt(`0x${spanId}`)),
    'x-datadog-sampling-priority': '1',
    'x-datadog-tags': `_dd.p.tid=${traceId.slice(0, 16)}`,
    sw8: '1-TRACEID0-SEGID000-3-U0VSVklDRQ==-SU5TVA==-L2VuZA==-MTI3LjAuMC4xOjgw',
    'x-amzn-trace-id': `Root=1-5759e988-${traceId.slice(8)}`,
    baggage: `n=${n}`,
  }
  return { traceId, spanId, headers }
}
