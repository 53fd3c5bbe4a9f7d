import diagnosticsChannel from 'node:diagnostics_channel'
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import { hostname } from 'node:os'
import type { ForwardMessage } from '@traceferry/core'
import { failure, type Guard, layGuard, toLines } from '@traceferry/core/internal'
import { audienceOf } from './audience.ts'
import { inHead, namesOf, valuesOf } from './lines.ts'
import { createNonces } from './nonces.ts'
import { isOfProxy } from './proxy.ts'
import { publisher } from './publisher.ts'
import { warnOfRefusal } from './refusal.ts'
import { secretOf } from './secret.ts'
import { nameOf, PROBE, REPORT, readToken } from './token.ts'
import { type Answer, createVisits, type Visit } from './visits.ts'

const NONE: readonly string[] = []

/**
 * Lets this service report to probes, if TRACEFERRY_PROBE_SECRET is set; without it nothing is switched on, and the
 * probe's header is no header of ours: it is not captured and goes nowhere. Returns what switches it off.
 *
 * A report goes back in the answer to a sound probe and nowhere else. Throws a `TraceferryError` for a short secret
 * (TF050) and for hosts that are none (TF052).
 *
 * @example
 * probe()
 */
export function probe(environment: Readonly<Record<string, string | undefined>> = process.env): () => void {
  const secret = secretOf(environment)
  if (secret === undefined) return () => {}
  const audience = audienceOf(environment)
  const { OTEL_SERVICE_NAME, TRACEFERRY_SERVICE } = environment
  const visits = createVisits(secret, TRACEFERRY_SERVICE || OTEL_SERVICE_NAME || hostname())
  const isNew = createNonces()
  const asking = new WeakMap<object, Visit>()
  let decision: ForwardMessage | undefined

  /** Before any code of the app: what it calls before traceferry's line shall be seen, too. */
  function started(request: IncomingMessage, response: ServerResponse): void {
    const lines = request.rawHeaders
    const [token, ...more] = valuesOf(lines, PROBE)
    if (token === undefined || more.length > 0) return
    // Without names of its own a service believes `Host`. That keeps out a token that was passed on by mistake, and nobody
    // who means to: what he gets is sealed.
    const read = readToken(secret as string, token, audience ?? new Set([nameOf(valuesOf(lines, 'host')[0] ?? '')]))
    if (read === undefined) return
    if ('why' in read || !isNew(read.nonce, read.until)) {
      warnOfRefusal('why' in read ? read.why : 'it was used before', audience !== undefined)
      return
    }
    const visit = visits.begin(read.nonce, namesOf(lines))
    asking.set(request, visit)
    report(response, visit, visits.end)
  }

  const unlay = layGuard(
    (inner): Guard => ({
      arrived(captured, request, lines) {
        const visit = asking.get(request)
        if (visit !== undefined && visit.captured === undefined) visits.captured(visit, captured)
        return inner()?.arrived(captured, request, lines)
      },
      limits(captured) {
        const limits = inner()?.limits(captured) ?? NONE
        const visit = visits.of(captured)
        // `outgoing` asks for limits right after `forward` has told of its decision. It adds them inside the mesh only.
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
      visits.leaves({ request, to, token: inHead(head, PROBE), reached: () => true })
    },
    'undici:client:sendHeaders': ({ request, headers }: { request: { origin: string | URL }; headers: unknown }) => {
      if (!visits.busy()) return
      const [to, token] = [String(request.origin), inHead(String(headers), PROBE)]
      visits.leaves({ request, to, token, reached: () => publisher() !== 'bundle' })
    },
    'http.client.response.finish': ({ request, response }: { request: object; response: IncomingMessage }) => {
      if (visits.busy()) visits.answered(request, answerOf(response.statusCode ?? 0, response.rawHeaders))
    },
    'undici:request:headers': ({ request, response }: { request: object; response: UndiciResponse }) => {
      if (visits.busy()) visits.answered(request, answerOf(response.statusCode, response.headers.map(String)))
    },
  }
  // An error of a listener would end the process.
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

/** The report goes with the head of the response: by then the calls that the answer is made of are over. */
function report(response: ServerResponse, visit: Visit, end: (visit: Visit) => string): void {
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
