import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import { counters, createPolicy } from '@traceferry/core'
import { listen, type Watch } from './watch.ts'

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

/** A call or two may be a job in the background that happens to run beside a request. */
const ENOUGH = 3
const ORIGINS = 100

interface SendHeaders {
  readonly request: { readonly origin: string | URL }
  readonly headers: string
}

/**
 * TF601: requests come in with tracing headers, calls go out to a host in the mesh without. Which call belongs to which
 * request cannot be seen from here, so it takes several calls to one host, none of which had any.
 */
export const lostHeaders: Watch = ({ say }) => {
  const { verdictFor } = createPolicy()
  const origins = new Map<string, { bare: number; carried: boolean }>()
  let traced = 0

  const sent = (origin: string, head: string) => {
    if (traced === 0 || !verdictFor(origin).ids) return
    const seen = origins.get(origin) ?? { bare: 0, carried: false }
    if (origins.size < ORIGINS) origins.set(origin, seen)
    if (line.test(head)) seen.carried = true
    else seen.bare++
    if (seen.carried || seen.bare !== ENOUGH) return
    say(
      origin,
      `calls to ${origin} carried no tracing headers while requests that have them were being handled, so traces break there: ${why()}`,
    )
  }

  return listen({
    'http.server.request.start'({ request, response }: { request: IncomingMessage; response: ServerResponse }) {
      if (!tracing.some((name) => request.headers[name] !== undefined)) return
      traced++
      response.once('close', () => traced--)
    },
    'undici:client:sendHeaders': ({ request, headers }: SendHeaders) => sent(String(request.origin), headers),
    'http.client.request.start'({ request }: { request: ClientRequest & { _header?: string } }) {
      const host = request.getHeader('host') ?? request.host
      // What goes over the wire, with what was added while it was written; there is no public name for it.
      const head = request._header ?? request.getHeaderNames().join(':\n')
      sent(`${request.protocol}//${String(host)}`, head)
    },
  })
}

/** What traceferry itself counted is the best hint there is. */
function why(): string {
  const { forwarded, skipped } = counters()
  if (forwarded === 0 && Object.keys(skipped).length === 0)
    return 'no adapter of traceferry is in use; add its line, app.use(traceferry()), before everything that calls'
  const most = Object.entries(skipped).sort(([, a], [, b]) => b - a)[0]?.[0]
  return `calls were skipped most often because: ${most ?? 'unknown'}; explain(url), called in a request, tells more`
}
