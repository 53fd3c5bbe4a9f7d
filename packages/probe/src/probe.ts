import diagnosticsChannel from 'node:diagnostics_channel'
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import { hostname } from 'node:os'
import { type ForwardMessage, failure, type Guard, layGuard, toLines, warnOnce } from '@traceferry/core'
import { hostsOf, inHead, namesOf, valuesOf } from './lines.ts'
import { createNonces } from './nonces.ts'
import { isOfProxy } from './proxy.ts'
import { publisher } from './publisher.ts'
import { secretOf } from './secret.ts'
import { PROBE, REPORT, readToken, refusalOf } from './token.ts'
import { type Answer, createVisits, type Visit } from './visits.ts'

const NONE: readonly string[] = []

/**
 * Lets this service report to probes, if TRACEFERRY_PROBE_SECRET is set; without it nothing is switched on, and the
 * probe's header is no header of ours: it is not captured and goes nowhere. Returns what switches it off.
 *
 * A report goes back in the answer to a sound probe and nowhere else. Throws a `TraceferryError` (TF050) for a short secret.
 *
 * @example
 * probe()
 */
export function probe(environment: Readonly<Record<string, string | undefined>> = process.env): () => void {
  const secret = secretOf(environment)
  if (secret === undefined) return () => {}
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
    const sound = hostsOf(lines)
      .map((host) => readToken(secret as string, token, host))
      .find((one) => one !== undefined)
    if (sound === undefined || !isNew(sound.nonce, sound.until)) {
      warn(sound ? 'it was used before' : refusalOf(secret as string, token, hostsOf(lines)[0] ?? ''))
      return
    }
    const visit = visits.begin(sound.nonce, namesOf(lines))
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
      const head = (request as unknown as { _header?: string })._header ?? ''
      const to = `${request.protocol}//${inHead(head, 'host') ?? request.host}`
      visits.leaves({ request, to, token: inHead(head, PROBE), reached: () => true })
    },
    'undici:client:sendHeaders': ({ request, headers }: { request: { origin: string | URL }; headers: unknown }) => {
      const [to, token] = [String(request.origin), inHead(String(headers), PROBE)]
      visits.leaves({ request, to, token, reached: () => publisher() !== 'bundle' })
    },
    'http.client.response.finish': ({ request, response }: { request: object; response: IncomingMessage }) =>
      visits.answered(request, answerOf(response.statusCode ?? 0, response.rawHeaders)),
    'undici:request:headers': ({ request, response }: { request: object; response: UndiciResponse }) =>
      visits.answered(request, answerOf(response.statusCode, response.headers.map(String))),
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

/** The caller sees no report and cannot know why; whoever runs this service can. Once for each cause. */
function warn(why: string | undefined): void {
  if (why === undefined) return
  const cause = why.replace(/\d+|host than .*/, '')
  warnOnce('TF051', `a probe of \`traceferry trace\` was refused: ${why}. See docs/errors.md#tf051`, `TF051 ${cause}`)
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
