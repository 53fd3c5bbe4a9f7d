import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** The header that asks a service to report. */
export const PROBE = 'x-traceferry-probe'
/** The header of the answer that the report comes back in. */
export const REPORT = 'x-traceferry-report'

/** The headers of a request that brings a probe. */
export const PROBED: readonly string[] = ['x-request-id', 'traceparent', 'x-b3-traceid', 'x-b3-spanid', 'x-b3-sampled']

/** How far the clocks of two services may differ, and how long a token is good, in milliseconds. */
export const VALIDITY = 10_000

// The host stands last and in the open: who sees a token sees the host that it goes to, and its refusal can name it.
const TOKEN = /^1\.([0-9a-z]{1,11})\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})\.([\w.:[\]-]{0,253})$/

/** A token and the nonce in it, by which the report is known. */
export interface Token {
  /** The value of the header. */
  readonly token: string
  /** 22 characters, new for each token. */
  readonly nonce: string
}

/** A token for one request to one host. Nobody can make another from it: not for later, not for another host. */
export function createToken(secret: string, host: string, now: number = Date.now()): Token {
  const nonce = randomBytes(16).toString('base64url')
  const [time, name] = [now.toString(36), nameOf(host)]
  return { token: `1.${time}.${nonce}.${sign(secret, 'probe', time, nonce, name)}.${name}`, nonce }
}

/** What a token is: sound, or why not. What is told of a refusal is nothing that somebody without the secret wrote. */
export type Reading = { readonly nonce: string; readonly until: number } | { readonly why: string }

/** Reads a token that came to a service of these names; undefined for a value that is none, and so nobody's mistake. */
export function readToken(
  secret: string,
  token: string,
  names: ReadonlySet<string>,
  now: number = Date.now(),
): Reading | undefined {
  const [, time = '', nonce = '', mac = '', host = ''] = TOKEN.exec(token) ?? []
  if (nonce === '') return undefined
  if (!isSame(mac, sign(secret, 'probe', time, nonce, host))) return { why: 'it was made with another secret' }
  const made = Number.parseInt(time, 36)
  const ahead = made - now
  if (Math.abs(ahead) > VALIDITY)
    return { why: `it is from ${Math.round(Math.abs(ahead) / 1000)} s ${ahead > 0 ? 'ahead' : 'ago'}` }
  return names.has(host) ? { nonce, until: made + VALIDITY } : { why: `it is for ${host}` }
}

/** The nonce in a token, without a look at whether it is sound. */
export function nonceOf(token: string): string | undefined {
  return TOKEN.exec(token)?.[2]
}

/** A host without its port, which proxies may take off (Envoy's strip_any_host_port), and fit for a header. */
export function nameOf(host: string): string {
  return host
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/[^\w.:[\]-]/g, '_')
    .slice(0, 253)
}

/** HMAC-SHA256 of parts that cannot run into each other: none of them may hold a line feed, and no host or header does. */
export function sign(secret: string, ...parts: readonly string[]): string {
  return createHmac('sha256', secret).update(parts.join('\n')).digest('base64url')
}

export function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
