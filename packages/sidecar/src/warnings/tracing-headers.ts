import type { ClientRequest, IncomingHttpHeaders } from 'node:http'

/** Headers that each carry a trace or the request's id; one of them is enough. */
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

/** How many calls without headers it takes: one or two may be a job in the background that runs beside a request. */
export const ENOUGH_CALLS = 3

export const isTraced = (headers: IncomingHttpHeaders): boolean => tracing.some((name) => headers[name] !== undefined)

/** Whether the head of a request, as it goes over the wire, has one of them. */
export const hasTracingHeader = (head: string): boolean => line.test(head)

/** What goes over the wire, with what was added while it was written; there is no public name for it. */
export function headOf(request: ClientRequest & { _header?: string }): string {
  return request._header ?? request.getHeaderNames().join(':\n')
}
