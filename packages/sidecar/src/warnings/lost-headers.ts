// Warns about calls that lose the tracing headers.
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import { counters } from '@traceferry/core'
import { policyFor } from '@traceferry/core/internal'
import { listenToChannels } from '../listen-to-channels.ts'
import { ENOUGH_CALLS, hasTracingHeader, headOf, isTraced } from './tracing-headers.ts'
import type { WarningWatch } from './warning-watch.ts'

const MAX_ORIGINS = 100

interface SendHeaders {
  readonly request: { readonly origin: string | URL }
  readonly headers: string
}

/**
 * TF601: requests come in with tracing headers, and calls to a host in the mesh go out without them. It cannot see which call
 * belongs to which request, so it waits for several calls to one host that all had none.
 */
export const lostHeaders: WarningWatch = ({ warn }) => {
  const origins = new Map<string, { bare: number; carried: boolean }>()
  let traced = 0

  const sent = (origin: string, head: string) => {
    if (traced === 0 || !policyFor(undefined).verdictFor(origin).ids) return
    const seen = origins.get(origin) ?? { bare: 0, carried: false }
    if (origins.size < MAX_ORIGINS) origins.set(origin, seen)
    if (hasTracingHeader(head)) seen.carried = true
    else seen.bare++
    if (seen.carried || seen.bare !== ENOUGH_CALLS) return
    warn(
      origin,
      `calls to ${origin} carried no tracing headers while requests that have them were being handled, so traces break there: ${why()}`,
    )
  }

  return listenToChannels({
    'http.server.request.start'({ request, response }: { request: IncomingMessage; response: ServerResponse }) {
      if (!isTraced(request.headers)) return
      traced++
      response.once('close', () => traced--)
    },
    'undici:client:sendHeaders': ({ request, headers }: SendHeaders) => sent(String(request.origin), headers),
    'http.client.request.start': ({ request }: { request: ClientRequest }) =>
      sent(`${request.protocol}//${String(request.getHeader('host') ?? request.host)}`, headOf(request)),
  })
}

/** Traceferry's own counters give the best hint. */
function why(): string {
  const { forwarded, skipped } = counters()
  if (forwarded === 0 && Object.keys(skipped).length === 0)
    return 'no adapter of traceferry is in use; add its line, app.use(traceferry()), before everything that calls'
  const most = Object.entries(skipped).sort(([, a], [, b]) => b - a)[0]?.[0]
  return `calls were skipped most often because: ${most ?? 'unknown'}; explain(url), called in a request, tells more`
}
