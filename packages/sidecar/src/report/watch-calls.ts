// Counts the calls of this process by host, for the report.
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import { policyFor } from '@traceferry/core/internal'
import { listenToChannels } from '../listen-to-channels.ts'
import { ENOUGH_CALLS, hasTracingHeader, headOf, isTraced } from '../warnings/tracing-headers.ts'
import type { ReportedCalls, ReportPart } from './process-report.ts'

const MAX_HOSTS = 100

interface UndiciRequest {
  readonly origin: string | URL
  readonly headersTimeout?: number | null
}

interface Tally {
  count: number
  forwarded: number
  /** Calls without tracing headers to a host in the mesh, while requests with them were being handled. */
  bare: number
  /** The shortest timeout that was set for a call, in ms. */
  set: number | undefined
  /** The longest wait of a call that timed out, in ms. It includes the time to connect, which cannot be told apart. */
  waited: number | undefined
}

/** Counts calls by host. It cannot see which call belongs to which request: see `inContext` below. */
export function watchCalls(): ReportPart<ReportedCalls> {
  const hosts = new Map<string, Tally>()
  const started = new WeakMap<object, number>()
  let traced = 0

  const tally = (origin: string): Tally | undefined => {
    const { protocol, hostname } = new URL(origin)
    const key = `${protocol} ${hostname.replace(/^\[|\]$/g, '').slice(0, 253)}`
    const found = hosts.get(key)
    if (found !== undefined || hosts.size >= MAX_HOSTS) return found
    const made = { count: 0, forwarded: 0, bare: 0, set: undefined, waited: undefined }
    hosts.set(key, made)
    return made
  }
  const made = (origin: string, request: object, timeout: unknown) => {
    if (started.has(request)) return // sent again on another connection
    started.set(request, performance.now())
    const seen = tally(origin)
    if (seen === undefined) return
    seen.count++
    if (typeof timeout === 'number' && timeout > 0) seen.set = Math.min(seen.set ?? timeout, timeout)
  }
  const sent = (origin: string, head: string) => {
    const seen = tally(origin)
    if (seen === undefined) return
    if (hasTracingHeader(head)) seen.forwarded++
    else if (traced > 0 && policyFor(undefined).verdictFor(origin).ids) seen.bare++
  }
  const recordFailure = (origin: string, request: object, error: Error) => {
    const since = started.get(request)
    const seen = tally(origin)
    if (since === undefined || seen === undefined) return
    if (error.name !== 'TimeoutError' && (error.cause as Error | undefined)?.name !== 'TimeoutError') return
    seen.waited = Math.max(seen.waited ?? 0, Math.round(performance.now() - since))
  }

  const end = listenToChannels({
    'http.server.request.start'({ request, response }: { request: IncomingMessage; response: ServerResponse }) {
      if (!isTraced(request.headers)) return
      traced++
      response.once('close', () => traced--)
    },
    // Not undici:request:create: a listener there counts as a tracer, and traceferry would leave the headers to it. So a
    // call is seen when it is sent, or when it fails before that.
    'undici:client:sendHeaders'({ request, headers }: { request: UndiciRequest; headers: string }) {
      made(String(request.origin), request, request.headersTimeout)
      sent(String(request.origin), headers)
    },
    'undici:request:error'({ request, error }: { request: UndiciRequest; error: Error }) {
      if (started.has(request)) recordFailure(String(request.origin), request, error)
      else made(String(request.origin), request, request.headersTimeout)
    },
    'http.client.request.start'({ request }: { request: ClientRequest & { timeout?: number } }) {
      made(requestOrigin(request), request, request.timeout)
      sent(requestOrigin(request), headOf(request))
    },
    'http.client.request.error': ({ request, error }: { request: ClientRequest; error: Error }) =>
      recordFailure(requestOrigin(request), request, error),
  })
  return { read: () => [...hosts].map(described), end }
}

/** The origin by the Host header, which is what a sidecar routes by. */
function requestOrigin(request: ClientRequest): string {
  return `${request.protocol}//${String(request.getHeader('host') ?? request.host)}`
}

/**
 * Decides the same way as the live warning. If a host also got headers, calls without them may be background jobs. If it got
 * none, several calls while traced requests were being handled are not a coincidence.
 */
function described([key, { count, forwarded, bare, set, waited }]: [string, Tally]): ReportedCalls {
  const timeout = set ?? waited
  const [protocol = '', host = ''] = key.split(' ')
  const inContext = forwarded > 0 ? forwarded : bare >= ENOUGH_CALLS ? bare : 0
  return { host, protocol, count, inContext, forwarded, ...(timeout === undefined ? {} : { timeout }) }
}
