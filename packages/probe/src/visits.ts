import { type Captured, current } from '@traceferry/core'
import { namesOf } from '@traceferry/core/internal'
import { type Hop, type HopCall, readReport, writeReport } from './report.ts'
import { createToken, nonceOf, PROBED } from './token.ts'

/** A probe that this service is handling. */
export interface Visit {
  readonly nonce: string
  /** Names of the headers that came with it. */
  readonly arrived: ReadonlySet<string>
  readonly calls: Call[]
  /** Missing until the request has come to traceferry's line. */
  captured?: Captured
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** What is told of a call, and how it is known again. */
interface Call extends Mutable<HopCall> {
  readonly nonce?: string
  /** Whether it was seen leaving; `guess` when only the host was the same. */
  left?: 'seen' | 'guess' | undefined
  /** A later call to the same host has left before this one: it may be the same, decided on again. */
  passed?: boolean
}

/** A call that is seen leaving: by whichever client, to which host, and with which token. */
export interface Leaving {
  readonly request: object
  readonly to: string
  readonly token: string | undefined
  /** Whether the client is one that traceferry reaches. */
  readonly reached: () => boolean
}

export interface Answer {
  readonly status: number
  readonly report: string
  readonly proxy: boolean
}

export interface Visits {
  /** Whether a probe is being handled. While none is, calls are nobody's business, and nothing of them is looked at. */
  busy(): boolean
  begin(nonce: string, arrived: ReadonlySet<string>): Visit
  /** The request has come to traceferry's line. */
  captured(visit: Visit, captured: Captured): void
  of(captured: Captured | undefined): Visit | undefined
  /** Notes a call that was decided on; gives its token. */
  decided(visit: Visit, to: string, forwarded: readonly string[], why: string | undefined): string
  leaves(leaving: Leaving): void
  answered(request: object, answer: Answer): void
  /** The report of a visit, which is over. */
  end(visit: Visit): string
}

const MOST = 200 // calls of a visit, and visits at once

export function createVisits(secret: string, service: string): Visits {
  const going = new Set<Visit>()
  const visits = new Map<Captured, Visit>()
  const calls = new WeakMap<object, Call>()

  function add(visit: Visit, call: Call): void {
    if (visit.calls.length < MOST) visit.calls.push(call)
  }

  // With a deadline a call that waited for 10 ms is decided on again, for what remains of it, and has another token then.
  function pass(call: Call): void {
    const own = [...going].find((visit) => visit.calls.includes(call))?.calls ?? []
    for (const one of own.slice(0, own.indexOf(call))) {
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
    leaves({ request, to, token, reached }) {
      const own = visits.get(current() as Captured)
      const asked = own === undefined ? [...going] : [own]
      const nonce = token === undefined ? undefined : nonceOf(token)
      const known = [...going]
        .flatMap((visit) => visit.calls)
        .find((call) => nonce !== undefined && call.nonce === nonce)
      const call = known ?? asked.flatMap((one) => one.calls).find((one) => !one.left && hostOf(one.to) === hostOf(to))
      if (call !== undefined) calls.set(request, call)
      const mistaken = known?.left === 'guess'
      if (call !== undefined) call.left = known === undefined ? 'guess' : 'seen'
      if (known !== undefined) {
        known.asked = true
        pass(known)
      }
      if (call !== undefined && !mistaken) return
      // In the context of the probe and yet undecided: past the forwarders. Without a context it cannot be known whose it
      // is; while one probe is handled, it is likely its own.
      for (const visit of asked) {
        const lost = visit.captured === undefined ? 'made before set-up' : 'lost context'
        const why = own !== undefined || !reached() ? 'unsupported client' : lost
        const stray: Call = { to, forwarded: [], why, left: 'seen' }
        add(visit, stray)
        if (!mistaken) calls.set(request, stray)
      }
    },
    answered(request, { status, report, proxy }) {
      const call = calls.get(request)
      if (call === undefined) return
      call.status = status
      if (proxy) call.proxy = true
      const hop = call.nonce === undefined ? undefined : readReport(secret, call.nonce, report)
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
      return writeReport(secret, nonce, hop)
    },
  }
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : origin
}
