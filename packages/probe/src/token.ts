import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** The header that asks a service to report. */
export const PROBE = 'x-traceferry-probe'
/** The header of the answer that the report comes back in. */
export const REPORT = 'x-traceferry-report'

/** How far the clocks of two services may differ, and how long a token is good, in milliseconds. */
export const VALIDITY = 10_000

const TOKEN = /^1\.([0-9a-z]{1,11})\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/

/** A token for one request to one host. Nobody can make another from it: not for later, not for another host. */
export function createToken(secret: string, host: string, now: number = Date.now()): { token: string; nonce: string } {
  const nonce = randomBytes(16).toString('base64url')
  const time = now.toString(36)
  return { token: `1.${time}.${nonce}.${sign(secret, 'probe', time, nonce, nameOf(host))}`, nonce }
}

/** The nonce and end of a token that is sound, of now and for this host; undefined for any other. */
export function readToken(
  secret: string,
  token: string,
  host: string,
  now: number = Date.now(),
): { nonce: string; until: number } | undefined {
  const [, time = '', nonce = '', mac = ''] = TOKEN.exec(token) ?? []
  if (nonce === '' || !isSame(mac, sign(secret, 'probe', time, nonce, nameOf(host)))) return undefined
  const made = Number.parseInt(time, 36)
  return Math.abs(now - made) <= VALIDITY ? { nonce, until: made + VALIDITY } : undefined
}

/** Without the port, which proxies may take off (Envoy's strip_any_host_port). */
function nameOf(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '')
}

/** HMAC-SHA256 of parts that cannot run into each other: none of them may hold a line feed, and no host or header does. */
export function sign(secret: string, ...parts: readonly string[]): string {
  return createHmac('sha256', secret).update(parts.join('\n')).digest('base64url')
}

export function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
