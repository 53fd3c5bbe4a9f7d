// Explains why the first service sent no report.
import { printable } from '@traceferry/core/internal'
import { isOfProxy } from '@traceferry/probe/internal'
import type { Answer } from './request-once.ts'

/** The start of Envoy's own responses. */
const ENVOY =
  /^(upstream (connect error|request timeout|max stream)|no healthy upstream|RBAC: |Jwt |fault filter abort|local_rate_limited)/

/** Whether a proxy answered instead of the service. */
export function isProxys({ status, header, text }: Answer): boolean {
  return status >= 400 && (isOfProxy(header) || ENVOY.test(text))
}

/** Why the first service sent no report, as far as its response shows. */
export function whyNoReport(url: string, answer: Answer): string {
  const { status, header, text } = answer
  if (isProxys(answer)) return `a proxy answered ${status} itself: ${oneLine(text) || '(without a body)'}`
  const location = header('location')
  if (status >= 300 && status < 400 && location !== undefined) {
    const next = URL.canParse(location, url) ? new URL(location, url).href : location
    return `it redirects to ${oneLine(next)} (${status}): trace that address`
  }
  const off = Math.round((Date.parse(header('date') ?? '') - Date.now()) / 1000)
  const clock =
    Math.abs(off) > 10 ? `; its clock is ${Math.abs(off)} s ${off > 0 ? 'ahead' : 'behind'}, 10 s are allowed` : ''
  return (
    `it answered ${status} without a report: it does not run traceferry with the probe, has another secret or clock, ` +
    `or a proxy rewrites its Host header (set TRACEFERRY_PROBE_HOSTS there) or drops x-traceferry-probe or x-traceferry-report${clock}`
  )
}

/** Why there was no response at all. */
export function whyNoAnswer(error: Error & { code?: string; errors?: readonly Error[] }): string {
  // Node's error for a name with several addresses has no message of its own.
  const text = error.message || error.errors?.map(({ message }) => message).join(', ') || error.code || 'unknown error'
  const untrusted = /CERT|SELF_SIGNED|UNABLE_TO_/.test(error.code ?? '') && !/ALTNAME|EXPIRED/.test(error.code ?? '')
  return untrusted ? `${text}; name its authority with --cacert <file> or NODE_EXTRA_CA_CERTS` : text
}

/** Masks passwords before it cuts, because half of a password is still a secret. */
function oneLine(text: string): string {
  return printable(text.replace(/\s+/g, ' ').trim()).slice(0, 200)
}
