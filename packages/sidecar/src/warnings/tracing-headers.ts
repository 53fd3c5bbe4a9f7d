// Recognizes requests that carry tracing headers.
import type { ClientRequest, IncomingHttpHeaders } from 'node:http'

/** Headers with a trace id or a request id. One of them is enough. */
const tracing = [
  'traceparent',
  'b3',
  'x-b3-traceid',
  'x-b3-sampled',
  'x-request-id',
  'x-datadog-trace-id',
  'x-amzn-trace-id',
  'x-cloud-trace-context',
  'grpc-trace-bin',
  'uber-trace-id',
  'x-ot-span-context',
  'sw8',
]
const line = new RegExp(`^(${tracing.join('|')}):`, 'im')

/** How many calls without headers it takes to warn: one or two may be a background job that runs beside a request. */
export const ENOUGH_CALLS = 3

/** Whether an inbound request has one of the headers. */
export const isTraced = (headers: IncomingHttpHeaders): boolean => tracing.some((name) => headers[name] !== undefined)

/** Whether the head of an outbound request has one of the headers. */
export const hasTracingHeader = (head: string): boolean => line.test(head)

/** The head of a request as it goes over the wire, including late additions. Node has no public property for it. */
export function headOf(request: ClientRequest & { _header?: string }): string {
  return request._header ?? request.getHeaderNames().join(':\n')
}
