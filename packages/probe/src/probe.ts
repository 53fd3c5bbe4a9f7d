// Lets a service answer probes with reports about the headers of its calls.
import diagnosticsChannel from 'node:diagnostics_channel'
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import { hostname } from 'node:os'
import type { ForwardMessage } from '@traceferry/core'
import { failure, type Guard, isDisabled, layGuard, toLines } from '@traceferry/core/internal'
import { audienceOf } from './audience.ts'
import { inHead, namesOf, valuesOf } from './header-lines.ts'
import { isOfProxy } from './is-of-proxy.ts'
import { createNonces } from './nonces.ts'
import { publisher } from './publisher.ts'
import { secretOf } from './secret.ts'
import { nameOf, PROBE, REPORT, readToken } from './token.ts'
import { type Answer, createVisits, type Visit } from './visits.ts'
import { warnOfRefusal } from './warn-of-refusal.ts'

const NONE: readonly string[] = []

/**
 * Lets this service report to probes, if TRACEFERRY_PROBE_SECRET is set. Without it, or with TRACEFERRY_DISABLED, nothing is turned on, and traceferry does not
 * capture or forward the probe's header. Returns a function that turns it off.
 *
 * A report goes out only in the response to a valid probe. Throws a `TraceferryError` for a short secret (TF050) and for an
 * invalid host name (TF052).
 *
 * @example
 * probe()
 */
export function probe(environment: Readonly<Record<string, string | undefined>> = process.env): () => void {
  const secret = secretOf(environment)
  if (secret === undefined || isDisabled()) return () => {}
  const audience = audienceOf(environment)
  const { OTEL_SERVICE_NAME, TRACEFERRY_SERVICE } = environment
  const visits = createVisits(secret, TRACEFERRY_SERVICE || OTEL_SERVICE_NAME || hostname())
  const isNew = createNonces()
  const visitOf = new WeakMap<object, Visit>()
  let decision: ForwardMessage | undefined

  /** Runs before any code of the app, so that it also sees calls made before traceferry's line. */
  function started(request: IncomingMessage, response: ServerResponse): void {
    const lines = request.rawHeaders
    const [token, ...more] = valuesOf(lines, PROBE)
    if (token === undefined || more.length > 0) return
    // Without configured names the service trusts the `Host` header. That rejects a token passed on by mistake. It does not stop
    // an attacker, but an attacker cannot open the sealed report.
    const read = readToken(secret as string, token, audience ?? new Set([nameOf(valuesOf(lines, 'host')[0] ?? '')]))
    if (read === undefined) return
    if ('why' in read || !isNew(read.nonce, read.until)) {
      warnOfRefusal('why' in read ? read.why : 'it was used before', audience !== undefined)
      return
    }
    const visit = visits.begin(read.nonce, namesOf(lines))
    visitOf.set(request, visit)
    reportOn(response, visit, visits.end)
  }

  const unlay = layGuard(
    (inner): Guard => ({
      arrived(captured, request, lines) {
        const visit = visitOf.get(request)
        if (visit !== undefined && visit.captured === undefined) visits.captured(visit, captured)
        return inner()?.arrived(captured, request, lines)
      },
      limits(captured) {
        const limits = inner()?.limits(captured) ?? NONE
        const visit = visits.of(captured)
        // `outgoing` asks for limits right after `forward` has published its decision. It adds them only inside the mesh.
        if (visit === undefined || decision === undefined) return limits
        const { origin, forwarded, reason } = decision
        decision = undefined
        return [...toLines(limits), PROBE, visits.decided(visit, origin, forwarded, reason)]
      },
      refusal: (captured) => inner()?.refusal(captured),
      watch: (captured, cancel) => inner()?.watch(captured, cancel),
      remaining: (captured) => inner()?.remaining(captured),
      get streams() {
        return inner()?.streams ?? false
      },
    }),
  )

  const listeners: Record<string, (message: never) => void> = {
    'traceferry:forward': (message: ForwardMessage) => {
      decision = message
    },
    'http.server.request.start': ({ request, response }: { request: IncomingMessage; response: ServerResponse }) => {
      if (request.headers[PROBE] !== undefined) started(request, response)
    },
    'http.client.request.start': ({ request }: { request: ClientRequest }) => {
      if (!visits.busy()) return
      const head = (request as unknown as { _header?: string })._header ?? ''
      const to = `${request.protocol}//${inHead(head, 'host') ?? request.host}`
      visits.leaves({ request, to, token: inHead(head, PROBE), isWrapped: () => true })
    },
    'undici:client:sendHeaders': ({ request, headers }: { request: { origin: string | URL }; headers: unknown }) => {
      if (!visits.busy()) return
      const [to, token] = [String(request.origin), inHead(String(headers), PROBE)]
      visits.leaves({ request, to, token, isWrapped: () => publisher() !== 'bundle' })
    },
    'http.client.response.finish': ({ request, response }: { request: object; response: IncomingMessage }) => {
      if (visits.busy()) visits.answered(request, answerOf(response.statusCode ?? 0, response.rawHeaders))
    },
    'undici:request:headers': ({ request, response }: { request: object; response: UndiciResponse }) => {
      if (visits.busy()) visits.answered(request, answerOf(response.statusCode, response.headers.map(String)))
    },
  }
  // An error thrown by a listener would end the process.
  const safe = Object.entries(listeners).map(
    ([name, listener]) => [name, (message: unknown) => safely(() => listener(message as never))] as const,
  )
  for (const [name, listener] of safe) diagnosticsChannel.subscribe(name, listener)
  return function stop() {
    unlay()
    for (const [name, listener] of safe) diagnosticsChannel.unsubscribe(name, listener)
  }
}

interface UndiciResponse {
  readonly statusCode: number
  readonly headers: readonly (Buffer | string)[]
}

function answerOf(status: number, lines: readonly string[]): Answer {
  const header = (name: string) => valuesOf(lines, name)[0]
  return { status, report: header(REPORT) ?? '', proxy: isOfProxy(header) }
}

/** Sends the report with the head of the response. By then the calls that the response depends on are over. */
function reportOn(response: ServerResponse, visit: Visit, end: (visit: Visit) => string): void {
  const { writeHead } = response
  response.writeHead = function writeHeadWithReport(this: ServerResponse, ...args: unknown[]) {
    safely(() => {
      if (!this.headersSent) this.setHeader(REPORT, end(visit))
    })
    return (writeHead as (...args: unknown[]) => ServerResponse).apply(this, args)
  } as ServerResponse['writeHead']
  response.once('close', () => void end(visit))
}

function safely(step: () => void): void {
  try {
    step()
  } catch (error) {
    failure('the probe', error)
  }
}
