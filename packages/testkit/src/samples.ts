// Sample headers for tests.
/** Legal headers of each format, as flat lists. Names are in the mixed case that clients and proxies really send. */
export const samples: Readonly<Record<string, readonly string[]>> = {
  'request-id': ['X-Request-ID', '7f6f4f0e-9f0a-4d3e-8f7a-4f4f6f7f8f9f'],
  w3c: [
    'Traceparent',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    'tracestate',
    'congo=t61rcWkgMzE,rojo=00f067aa0ba902b7',
  ],
  'single b3': ['B3', '80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1-05e3ac9a4f6e3b90'],
  'multi b3': [
    ...['X-B3-TraceId', '80f198ee56343ba864fe8b2a57d3eff7', 'X-B3-SpanId', 'e457b5a2e4d86bd1'],
    ...['X-B3-ParentSpanId', '05e3ac9a4f6e3b90', 'X-B3-Sampled', '1', 'X-B3-Flags', '0'],
  ],
  datadog: [
    ...['x-datadog-trace-id', '1234567890123456789', 'x-datadog-parent-id', '987654321'],
    ...['x-datadog-sampling-priority', '1', 'x-datadog-tags', '_dd.p.dm=-1', 'x-datadog-origin', 'synthetics'],
  ],
  skywalking: [
    ...['sw8', '1-TRACEID0-SEGID000-3-U0VSVklDRQ==-SU5TVA==-L2VuZA==-MTI3LjAuMC4xOjgw'],
    ...['sw8-x', '0-1633024802123', 'sw8-correlation', 'a2V5:dmFsdWU='],
  ],
  aws: ['X-Amzn-Trace-Id', 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'],
  google: ['X-Cloud-Trace-Context', '105445aa7843bc8bf206b12000100000/1;o=1'],
  grpc: ['grpc-trace-bin', 'AABL+S81d7NNpqPOkp0ODkc2AQDwZ6oLqQK3AgE='],
  jaeger: ['uber-trace-id', '4bf92f3577b34da6:00f067aa0ba902b7:0:1', 'uberctx-tenant', 'acme'],
  opentracing: ['x-ot-span-context', '0af7651916cd43dd8448eb211c80319c', 'ot-tracer-spanid', 'b7ad6b7169203331'],
  baggage: ['baggage', 'userId=alice,serverNode=DF%2028;prop'],
}

const names = [...new Set(Object.values(samples).flatMap((flat) => flat.filter((_, i) => i % 2 === 0)))]

/** Every tracing header that a call could carry, in lower case. A test expects none beyond its own. */
export const tracingNames: readonly string[] = [...names.map((name) => name.toLowerCase()), 'end-user']

/** The headers of one request among many. Each value holds the request's number, so that a wrong header shows. */
export function headersOf(n: number): string[] {
  const hex = n.toString(16)
  const traceId = hex.padStart(32, 'a')
  const spanId = hex.padStart(16, 'b')
  return [
    ...['X-Request-Id', `request-${n}`, 'traceparent', `00-${traceId}-${spanId}-01`, 'tracestate', `n=${n}`],
    ...['x-b3-traceid', traceId, 'x-b3-spanid', spanId, 'x-b3-sampled', '1', 'baggage', `n=${n}`],
  ]
}
