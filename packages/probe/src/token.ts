// Makes and checks tokens: signed proof that a probe may ask one host for a report, once.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** The header that asks a service to report. */
export const PROBE = 'x-traceferry-probe'
/** The response header that carries the report. */
export const REPORT = 'x-traceferry-report'

/** The tracing headers that a probe sends. */
export const PROBED: readonly string[] = ['x-request-id', 'traceparent', 'x-b3-traceid', 'x-b3-spanid', 'x-b3-sampled']

/** How far the clocks of two services may differ, and how long a token is valid, in milliseconds. */
export const VALIDITY = 10_000

// The host is last and not encrypted, so that a refusal can name it. A reader of the token sees its host anyway.
const TOKEN = /^1\.([0-9a-z]{1,11})\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})\.([\w.:[\]-]{0,253})$/

/** A token and its nonce, which identifies the report. */
export interface Token {
  /** The value of the header. */
  readonly token: string
  /** 22 characters, new for each token. */
  readonly nonce: string
}

/** Makes a token for one request to one host. It cannot be changed to work later or for another host. */
export function createToken(secret: string, host: string, now: number = Date.now()): Token {
  const nonce = randomBytes(16).toString('base64url')
  const [time, name] = [now.toString(36), nameOf(host)]
  return { token: `1.${time}.${nonce}.${sign(secret, 'probe', time, nonce, name)}.${name}`, nonce }
}

/** A valid token, or the reason it is refused. The reason never holds text written by a sender without the secret. */
export type Reading = { readonly nonce: string; readonly until: number } | { readonly why: string }

/** Reads a token that came to a service with these names; undefined for a value that is not a token at all. */
export function readToken(
  secret: string,
  token: string,
  names: ReadonlySet<string>,
  now: number = Date.now(),
): Reading | undefined {
  const [, time = '', nonce = '', mac = '', host = ''] = TOKEN.exec(token) ?? []
  if (nonce === '') return undefined
  if (!isSame(mac, sign(secret, 'probe', time, nonce, host))) return { why: 'it was made with another secret' }
  const createdAt = Number.parseInt(time, 36)
  const ahead = createdAt - now
  if (Math.abs(ahead) > VALIDITY)
    return { why: `it is from ${Math.round(Math.abs(ahead) / 1000)} s ${ahead > 0 ? 'ahead' : 'ago'}` }
  return names.has(host) ? { nonce, until: createdAt + VALIDITY } : { why: `it is for ${host}` }
}

/** The nonce in a token, without checking the token. */
export function nonceOf(token: string): string | undefined {
  return TOKEN.exec(token)?.[2]
}

/** A host without its port, which proxies may remove (Envoy's strip_any_host_port), with only characters legal in a header. */
export function nameOf(host: string): string {
  return host
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/[^\w.:[\]-]/g, '_')
    .slice(0, 253)
}

/** HMAC-SHA256 of parts joined by line feeds. No part can contain a line feed, because hosts and headers cannot. */
export function sign(secret: string, ...parts: readonly string[]): string {
  return createHmac('sha256', secret).update(parts.join('\n')).digest('base64url')
}

export function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
