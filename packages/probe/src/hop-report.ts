// Writes and reads reports: what a service tells about a probe, sealed in one header.
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { printable } from '@traceferry/core/internal'
import { open, seal } from './seal.ts'

/** What a service reports about the probe that reached it. */
export interface Hop {
  /** Its name: `TRACEFERRY_SERVICE`, else `OTEL_SERVICE_NAME`, else its host name. */
  readonly service: string
  /** Names of the headers that it captured. */
  readonly captured: readonly string[]
  /** Names of the probe's headers that arrived but were not captured. A header in neither list did not arrive. */
  readonly ignored?: readonly string[]
  /** Whether the service answered before the request reached traceferry's line, or has no such line. */
  readonly unset?: boolean
  /** The calls that the probe caused there, until the response began. */
  readonly calls: readonly HopCall[]
  /** Whether calls or their reports were dropped to fit the size limit. */
  readonly cut?: boolean
}

/** What a service reports about one of its calls. */
export interface HopCall {
  /** Scheme, host and port. */
  readonly to: string
  /** Names of the headers that traceferry put on it. */
  readonly forwarded: readonly string[]
  /** Why nothing was forwarded. */
  readonly why?: string
  /** Whether the call asked for a report, which calls inside the mesh do. */
  readonly asked?: boolean
  /** Whether the call had not been sent when the report went out, because it had no connection or waited in a queue. */
  readonly unsent?: boolean
  /** The status of the response; missing when there was none before the report went out. */
  readonly status?: number
  /** Whether a proxy answered instead of the service. */
  readonly proxy?: boolean
  /** The report of the called service; missing when it sent none. */
  readonly hop?: Hop
}

const LONGEST = 6000 // bytes of the header; Node accepts 16 KiB for all headers of a response
const INFLATED = 65_536
const DEEPEST = 32

/** Writes a report as a header value, sealed for the probe that asked for it. If too long, it drops inner reports, then calls. */
export function writeHopReport(secret: string, nonce: string, hop: Hop): string {
  const calls = hop.calls.map(({ hop: _, ...call }) => call)
  const shorter = [
    hop,
    { ...hop, calls, cut: true },
    { ...hop, calls: calls.slice(0, 20), cut: true },
    { ...hop, calls: [], cut: true },
  ]
  for (const one of shorter) {
    const body = seal(secret, nonce, deflateRawSync(JSON.stringify(one)))
    if (body.length <= LONGEST) return `${nonce}.${body}`
  }
  return ''
}

/** Reads the report from a header value; undefined unless it was sealed with the secret for this probe. */
export function readHopReport(secret: string, nonce: string, value: string): Hop | undefined {
  if (value.length > 2 * LONGEST) return undefined
  const [named, body = '', ...more] = value.split('.')
  if (more.length > 0 || named !== nonce) return undefined
  try {
    const text = inflateRawSync(open(secret, nonce, body), { maxOutputLength: INFLATED }).toString()
    return hopOf(JSON.parse(text), 0)
  } catch {
    return undefined
  }
}

/** Copies only the known members of a report. */
function hopOf(value: unknown, depth: number): Hop {
  if (depth > DEEPEST) throw new Error('too deep')
  const { service, captured, ignored, unset, calls, cut } = value as Record<keyof Hop, unknown>
  return {
    service: textOf(service),
    captured: namesOf(captured),
    ...(ignored === undefined ? {} : { ignored: namesOf(ignored) }),
    ...(unset === true ? { unset } : {}),
    calls: (calls as unknown[]).map((call) => callOf(call as Record<keyof HopCall, unknown>, depth)),
    ...(cut === true ? { cut } : {}),
  }
}

function callOf(
  { to, forwarded, why, asked, unsent, status, proxy, hop }: Record<keyof HopCall, unknown>,
  depth: number,
): HopCall {
  return {
    to: textOf(to),
    forwarded: namesOf(forwarded),
    ...(why === undefined ? {} : { why: textOf(why) }),
    ...(asked === true ? { asked } : {}),
    ...(unsent === true ? { unsent } : {}),
    ...(Number.isInteger(status) ? { status: status as number } : {}),
    ...(proxy === true ? { proxy } : {}),
    ...(hop === undefined ? {} : { hop: hopOf(hop, depth + 1) }),
  }
}

function namesOf(value: unknown): readonly string[] {
  return (value as unknown[]).map(textOf)
}

/** Another service wrote this text and a terminal will show it. Masks before it cuts, because half of a password is secret. */
function textOf(value: unknown): string {
  return printable(String(value)).slice(0, 300)
}
