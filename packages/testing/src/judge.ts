// Decides for every call whether it carried the right headers.
import type { Canaries } from './canaries.ts'
import type { Cause } from './causes.ts'
import { compareHeaders, type HeaderResult } from './compare-headers.ts'
import { diagnose } from './diagnose.ts'
import type { Seen, SeenCall, SeenDecision } from './observe.ts'
import type { Recorded, Upstream } from './upstream.ts'

/** A call that an upstream got, and what it carried. */
export interface Call extends Recorded {
  /** Which of the requests caused it: 1 for the first. */
  readonly request: number
  /** What happened to each header of the request. */
  readonly headers: readonly HeaderResult[]
  /** Whether the call is right: every header arrived, or none if the upstream is outside. */
  readonly ok: boolean
  /** Why it is wrong. */
  readonly causes: readonly Cause[]
}

/** Everything recorded about one request. */
export interface Trail {
  readonly request: number
  readonly canaries: Canaries
  readonly earlier: readonly Canaries[]
  readonly recorded: readonly Recorded[]
  readonly seen: readonly Seen[]
  readonly observed: boolean
}

/** Matches the calls that upstreams recorded with the calls seen leaving and with traceferry's decisions. */
export function judge(trail: Trail, upstreams: readonly Upstream[]): readonly Call[] {
  const seenCalls = trail.seen.filter((seen) => seen.kind === 'call')
  const decisions = trail.seen.filter((seen) => seen.kind === 'decision')
  const judged = trail.recorded.map((recorded) => {
    const upstream = upstreams.find(({ name }) => name === recorded.upstream) as Upstream
    const headers = compareHeaders(recorded.rawHeaders, trail.canaries, trail.earlier)
    const seen = take(seenCalls, (call) => isCallOf(call, upstream, recorded))
    return { recorded, upstream, headers, seen }
  })
  // A decision that added headers belongs to a call that has them, so match those first. A call left without a decision was
  // never decided on.
  const decisionOf = new Map<Recorded, SeenDecision | undefined>()
  const carries = (call: (typeof judged)[number]) => call.headers.some(({ state }) => isCarried(state))
  for (const call of [...judged].sort((a, b) => Number(carries(b)) - Number(carries(a)))) {
    const names = call.headers.filter(({ state }) => isCarried(state)).map(({ name }) => name)
    decisionOf.set(
      call.recorded,
      take(decisions, ({ origin, forwarded }) => {
        if (!leads(origin, call.upstream.port)) return false
        if (call.seen?.isWrapped === false) return false
        return names.length === 0 ? forwarded.length === 0 : forwarded.some((name) => names.includes(name))
      }),
    )
  }
  return judged.map(({ recorded, upstream, headers, seen }) => {
    const decision = decisionOf.get(recorded)
    const causes = diagnose({ upstream, headers, seen, decision, observed: trail.observed })
    return { ...recorded, request: trail.request, headers, ok: causes.length === 0, causes }
  })
}

/** Origins other than the upstreams that the request called, such as `https://api.example.com`. */
export function elsewhere(trail: Trail, upstreams: readonly Upstream[]): readonly string[] {
  const ports = upstreams.map(({ port }) => port)
  // Includes decisions, because a call to a host that does not exist is never seen leaving.
  const origins = trail.seen.filter((seen) => seen.kind === 'decision' || seen.inRequest).map(({ origin }) => origin)
  return [...new Set(origins)].filter((origin) => !ports.some((port) => leads(origin, port)))
}

function isCallOf(call: SeenCall, upstream: Upstream, { method, path }: Recorded): boolean {
  return leads(call.origin, upstream.port) && call.method === method && call.path === path
}

function isCarried(state: HeaderResult['state']): boolean {
  return state !== 'missing' && state !== 'changed'
}

/** Whether calls to this origin reach the upstream on this port. */
export function leads(origin: string, port: number): boolean {
  return URL.canParse(origin) && Number(new URL(origin).port) === port
}

function take<T>(list: T[], matches: (item: T) => boolean): T | undefined {
  const at = list.findIndex(matches)
  return at < 0 ? undefined : list.splice(at, 1)[0]
}
