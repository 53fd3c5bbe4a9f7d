import type { Canaries } from './canaries.ts'
import type { Cause } from './causes.ts'
import { diagnose } from './diagnose.ts'
import { compare, type HeaderResult } from './headers.ts'
import type { Seen, SeenCall, SeenDecision } from './observe.ts'
import type { Recorded, Upstream } from './upstream.ts'

/** A call that came to an upstream, and what it carried. */
export interface Call extends Recorded {
  /** Which of the requests caused it: 1 for the first. */
  readonly request: number
  /** What became of each header of the request. */
  readonly headers: readonly HeaderResult[]
  /** Whether all is as it should be: every header arrived, or none where the upstream is outside. */
  readonly ok: boolean
  /** Why not. */
  readonly causes: readonly Cause[]
}

/** What one request left behind. */
export interface Trail {
  readonly request: number
  readonly canaries: Canaries
  readonly earlier: readonly Canaries[]
  readonly recorded: readonly Recorded[]
  readonly seen: readonly Seen[]
  readonly observed: boolean
}

/** Brings together what the upstreams recorded, what was seen leaving, and what traceferry decided. */
export function judge(trail: Trail, upstreams: readonly Upstream[]): readonly Call[] {
  const seenCalls = trail.seen.filter((seen) => seen.kind === 'call')
  const decisions = trail.seen.filter((seen) => seen.kind === 'decision')
  const judged = trail.recorded.map((recorded) => {
    const upstream = upstreams.find(({ name }) => name === recorded.upstream) as Upstream
    const headers = compare(recorded.rawHeaders, trail.canaries, trail.earlier)
    const seen = take(seenCalls, (call) => isCallOf(call, upstream, recorded))
    return { recorded, upstream, headers, seen }
  })
  // A decision that added headers belongs to a call that has them, so those are given out first; what is left without
  // one was decided on by nobody.
  const given = new Map<Recorded, SeenDecision | undefined>()
  const carrying = (call: (typeof judged)[number]) => call.headers.some(({ state }) => isCarried(state))
  for (const call of [...judged].sort((a, b) => Number(carrying(b)) - Number(carrying(a)))) {
    const names = call.headers.filter(({ state }) => isCarried(state)).map(({ name }) => name)
    given.set(
      call.recorded,
      take(decisions, ({ origin, forwarded }) => {
        if (!leads(origin, call.upstream.port)) return false
        if (call.seen?.reached === false) return false
        return names.length === 0 ? forwarded.length === 0 : forwarded.some((name) => names.includes(name))
      }),
    )
  }
  return judged.map(({ recorded, upstream, headers, seen }) => {
    const decision = given.get(recorded)
    const causes = diagnose({ upstream, headers, seen, decision, observed: trail.observed })
    return { ...recorded, request: trail.request, headers, ok: causes.length === 0, causes }
  })
}

/** Where else than to an upstream the request made calls, such as `https://api.example.com`. */
export function elsewhere(trail: Trail, upstreams: readonly Upstream[]): readonly string[] {
  const ports = upstreams.map(({ port }) => port)
  // Decisions, too: a call to a host that is not there is never seen leaving.
  const origins = trail.seen.filter((seen) => seen.kind === 'decision' || seen.inRequest).map(({ origin }) => origin)
  return [...new Set(origins)].filter((origin) => !ports.some((port) => leads(origin, port)))
}

function isCallOf(call: SeenCall, upstream: Upstream, { method, path }: Recorded): boolean {
  return leads(call.origin, upstream.port) && call.method === method && call.path === path
}

function isCarried(state: HeaderResult['state']): boolean {
  return state !== 'missing' && state !== 'changed'
}

/** Whether calls to this origin come to the upstream on this port. */
export function leads(origin: string, port: number): boolean {
  return URL.canParse(origin) && Number(new URL(origin).port) === port
}

function take<T>(list: T[], matches: (item: T) => boolean): T | undefined {
  const at = list.findIndex(matches)
  return at < 0 ? undefined : list.splice(at, 1)[0]
}
