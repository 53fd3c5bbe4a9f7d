import { current } from './context.ts'
import { decide } from './decide.ts'
import type { HeadersShape } from './own.ts'

/** What would happen to one captured header on a call. */
export interface ExplainedHeader {
  readonly name: string
  readonly forwarded: boolean
  /** The rule by which it goes or stays. */
  readonly rule: string
}

export interface Explanation {
  readonly target: string
  readonly forwarded: boolean
  readonly rule: string
  readonly headers: readonly ExplainedHeader[]
}

/**
 * Tells what a call to this URL, made right here, would carry and why, without making it.
 *
 * @example
 * explain('http://orders:8080/').headers
 * // [{ name: 'x-request-id', forwarded: true, rule: 'inside the mesh: name without a dot' }]
 */
export function explain(url: string | URL, init: { headers?: HeadersShape } = {}): Explanation {
  const { origin, pathname, search } = new URL(url)
  const captured = current()
  if (captured === undefined) return { target: origin, forwarded: false, rule: 'outside a request', headers: [] }
  const { verdict, skipped, reason } = decide(captured, { origin, path: pathname + search, headers: init.headers })
  const headers = captured.rules.map((rule) => {
    const stays = skipped ?? reason(rule)
    return { name: rule.outbound, forwarded: stays === undefined, rule: stays ?? verdict.rule }
  })
  return { target: origin, forwarded: headers.some((h) => h.forwarded), rule: skipped ?? verdict.rule, headers }
}
