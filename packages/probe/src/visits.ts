// Keeps track of the probes that a service is handling and of the calls they cause.
import { type Captured, current } from '@traceferry/core'
import { namesOf } from '@traceferry/core/internal'
import { type Hop, type HopCall, readHopReport, writeHopReport } from './hop-report.ts'
import { createToken, nonceOf, PROBED } from './token.ts'

/** A probe that this service is handling. */
export interface Visit {
  readonly nonce: string
  /** Names of the headers that the probe brought. */
  readonly arrived: ReadonlySet<string>
  readonly calls: Call[]
  /** Missing until the request reaches traceferry's line. */
  captured?: Captured
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** What is reported about a call, and how to recognize it. */
interface Call extends Mutable<HopCall> {
  readonly nonce?: string
  /** Whether the call was seen leaving; `guess` when only the host matched. */
  left?: 'seen' | 'guess' | undefined
  /** A later call to the same host left before this one, so this may be the same call with a new decision. */
  passed?: boolean
}

/** A call that was seen leaving: the client's request, the host and the token. */
export interface Leaving {
  readonly request: object
  readonly to: string
  readonly token: string | undefined
  /** Whether traceferry wraps this client. */
  readonly isWrapped: () => boolean
}

export interface Answer {
  readonly status: number
  readonly report: string
  readonly proxy: boolean
}

export interface Visits {
  /** Whether this service is handling a probe. If not, calls are not tracked. */
  busy(): boolean
  begin(nonce: string, arrived: ReadonlySet<string>): Visit
  /** The request has reached traceferry's line. */
  captured(visit: Visit, captured: Captured): void
  of(captured: Captured | undefined): Visit | undefined
  /** Records a call with its decision, and returns its token. */
  decided(visit: Visit, to: string, forwarded: readonly string[], why: string | undefined): string
  leaves(leaving: Leaving): void
  answered(request: object, answer: Answer): void
  /** Ends a visit and returns its report. */
  end(visit: Visit): string
}

const MOST = 200 // calls per visit, and visits at once

export function createVisits(secret: string, service: string): Visits {
  const going = new Set<Visit>()
  const visits = new Map<Captured, Visit>()
  const calls = new WeakMap<object, Call>()

  function add(visit: Visit, call: Call): void {
    if (visit.calls.length < MOST) visit.calls.push(call)
  }

  // With a deadline, a call that waited for 10 ms gets a new decision for the remaining time, and a new token.
  function pass(call: Call): void {
    const siblings = [...going].find((visit) => visit.calls.includes(call))?.calls ?? []
    for (const one of siblings.slice(0, siblings.indexOf(call))) {
      if (!one.left && one.nonce !== undefined && one.to === call.to) one.passed = true
    }
  }

  return {
    busy: () => going.size > 0,
    begin(nonce, arrived) {
      const visit: Visit = { nonce, arrived, calls: [] }
      if (going.size < MOST) going.add(visit)
      return visit
    },
    captured(visit, captured) {
      visit.captured = captured
      if (going.has(visit)) visits.set(captured, visit)
    },
    of: (captured) => (captured === undefined ? undefined : visits.get(captured)),
    decided(visit, to, forwarded, why) {
      const { token, nonce } = createToken(secret, hostOf(to))
      add(visit, { to, forwarded, nonce, ...(why === undefined ? {} : { why }) })
      return token
    },
    leaves({ request, to, token, isWrapped }) {
      const inContext = visits.get(current() as Captured)
      const candidates = inContext === undefined ? [...going] : [inContext]
      const nonce = token === undefined ? undefined : nonceOf(token)
      const known = [...going]
        .flatMap((visit) => visit.calls)
        .find((call) => nonce !== undefined && call.nonce === nonce)
      const call =
        known ?? candidates.flatMap((one) => one.calls).find((one) => !one.left && hostOf(one.to) === hostOf(to))
      if (call !== undefined) calls.set(request, call)
      const mistaken = known?.left === 'guess'
      if (call !== undefined) call.left = known === undefined ? 'guess' : 'seen'
      if (known !== undefined) {
        known.asked = true
        pass(known)
      }
      if (call !== undefined && !mistaken) return
      // A call in the probe's context without a decision went past the forwarders. Without a context its request is unknown; while
      // this service handles one probe, the call likely belongs to that probe.
      for (const visit of candidates) {
        const lost = visit.captured === undefined ? 'made before set-up' : 'lost context'
        const why = inContext !== undefined || !isWrapped() ? 'unsupported client' : lost
        const unclaimed: Call = { to, forwarded: [], why, left: 'seen' }
        add(visit, unclaimed)
        if (!mistaken) calls.set(request, unclaimed)
      }
    },
    answered(request, { status, report, proxy }) {
      const call = calls.get(request)
      if (call === undefined) return
      call.status = status
      if (proxy) call.proxy = true
      const hop = call.nonce === undefined ? undefined : readHopReport(secret, call.nonce, report)
      if (hop !== undefined) call.hop = hop
    },
    end(visit) {
      going.delete(visit)
      const { captured, arrived, nonce, calls } = visit
      if (captured !== undefined) visits.delete(captured)
      const names = namesOf(captured?.headers ?? [])
      const ignored = PROBED.filter((name) => arrived.has(name) && !names.includes(name))
      const sent = calls.filter(({ passed, left }) => !passed || left)
      const told = sent.map(({ nonce, left, passed, ...call }): HopCall => {
        const unsent = nonce !== undefined && !left && call.why === undefined
        return unsent ? { ...call, unsent } : call
      })
      const hop: Hop = {
        service,
        captured: names,
        ...(ignored.length === 0 ? {} : { ignored }),
        ...(captured === undefined ? { unset: true } : {}),
        calls: told,
      }
      return writeHopReport(secret, nonce, hop)
    },
  }
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : origin
}
