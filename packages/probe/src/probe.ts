import diagnosticsChannel from 'node:diagnostics_channel'
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import { hostname } from 'node:os'
import { type Captured, type ForwardMessage, failure, type Guard, layGuard } from '@traceferry/core'
import { createNonces } from './nonces.ts'
import { publisher } from './publisher.ts'
import { secretOf } from './secret.ts'
import { PROBE, REPORT, readToken } from './token.ts'
import { createVisits, type Visit } from './visits.ts'

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
  const responses = new WeakMap<object, ServerResponse>()
  let decision: ForwardMessage | undefined

  function arrived(captured: Captured, request: object, lines: readonly string[]): void {
    const tokens = valuesOf(lines, PROBE)
    const response = responses.get(request)
    if (tokens.length !== 1 || response === undefined) return
    const sound = readToken(secret as string, tokens[0] as string, valuesOf(lines, 'host')[0] ?? '')
    if (sound === undefined || !isNew(sound.nonce, sound.until)) return
    report(response, visits.begin(captured, sound.nonce), visits.end)
  }

  const unlay = layGuard(
    (inner): Guard => ({
      arrived(captured, request, lines) {
        safely(() => arrived(captured, request, lines))
        return inner()?.arrived(captured, request, lines)
      },
      limits(captured) {
        const limits = inner()?.limits(captured) ?? NONE
        const visit = visits.of(captured)
        // `outgoing` asks for limits right after `forward` has told of its decision. It adds them inside the mesh only.
        if (visit === undefined || decision === undefined) return limits
        const { origin, forwarded, reason } = decision
        decision = undefined
        return [...limits, PROBE, visits.decided(visit, origin, forwarded, reason)]
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
      if (request.headers[PROBE] !== undefined) responses.set(request, response)
    },
    'http.client.request.start': ({ request }: { request: ClientRequest }) =>
      visits.leaves(`${request.protocol}//${hostHeader(request)}`, () => true),
    'undici:client:sendHeaders': ({ request }: { request: { origin: string | URL } }) =>
      visits.leaves(String(request.origin), () => publisher() !== 'bundle'),
    'http.client.response.finish': ({ response }: { response: IncomingMessage }) =>
      visits.answered(String(response.headers[REPORT] ?? '')),
    'undici:request:headers': ({ response }: { response: { headers: readonly (Buffer | string)[] } }) =>
      visits.answered(valuesOf(response.headers.map(String), REPORT)[0] ?? ''),
  }
  for (const [name, listener] of Object.entries(listeners)) diagnosticsChannel.subscribe(name, listener as never)
  return function stop() {
    unlay()
    for (const [name, listener] of Object.entries(listeners)) diagnosticsChannel.unsubscribe(name, listener as never)
  }
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

function hostHeader(request: ClientRequest): string {
  const head = (request as unknown as { _header?: string })._header ?? ''
  return /\r\nhost: *([^\r\n]+)/i.exec(head)?.[1] ?? request.host
}

function valuesOf(lines: readonly string[], name: string): string[] {
  return lines.filter((_, i) => i % 2 === 1 && lines[i - 1]?.toLowerCase() === name)
}

function safely(step: () => void): void {
  try {
    step()
  } catch (error) {
    failure('the probe', error)
  }
}
