import { type Captured, current } from '@traceferry/core'
import { type Hop, nonceOf, readReport, writeReport } from './report.ts'
import { createToken } from './token.ts'

/** A probe that this service is handling. */
export interface Visit {
  readonly captured: Captured
  readonly nonce: string
  readonly calls: Call[]
}

interface Call {
  readonly to: string
  readonly forwarded: readonly string[]
  readonly why?: string | undefined
  readonly nonce?: string
  /** Whether it was seen leaving. */
  left: boolean
  hop?: Hop
}

export interface Visits {
  begin(captured: Captured, nonce: string): Visit
  of(captured: Captured | undefined): Visit | undefined
  /** Notes a call that was decided on; gives its token. */
  decided(visit: Visit, to: string, forwarded: readonly string[], why: string | undefined): string
  /** Notes a call that was seen leaving, by whichever client. */
  leaves(to: string, reached: () => boolean): void
  /** Notes what another service reported. */
  answered(report: string): void
  /** The report of a visit, which is over. */
  end(visit: Visit): string
}

const MOST = 200 // calls of a visit, and visits at once

export function createVisits(secret: string, service: string): Visits {
  const visits = new Map<Captured, Visit>()
  return {
    begin(captured, nonce) {
      const visit: Visit = { captured, nonce, calls: [] }
      if (visits.size < MOST) visits.set(captured, visit)
      return visit
    },
    of: (captured) => (captured === undefined ? undefined : visits.get(captured)),
    decided(visit, to, forwarded, why) {
      const { token, nonce } = createToken(secret, hostOf(to))
      if (visit.calls.length < MOST) visit.calls.push({ to, forwarded, why, nonce, left: false })
      return token
    },
    leaves(to, reached) {
      if (visits.size === 0) return
      const own = visits.get(current() as Captured)
      for (const visit of own === undefined ? visits.values() : [own]) {
        const call = visit.calls.find((one) => !one.left && hostOf(one.to) === hostOf(to))
        if (call === undefined) continue
        call.left = true
        return
      }
      // In the context of the probe and yet undecided: past the forwarders. Without a context it cannot be known whose it
      // is; while one probe is handled, it is likely its own.
      const why = own !== undefined || !reached() ? 'unsupported client' : 'lost context'
      for (const visit of own === undefined ? visits.values() : [own]) {
        if (visit.calls.length < MOST) visit.calls.push({ to, forwarded: [], why, left: true })
      }
    },
    answered(report) {
      for (const visit of visits.values()) {
        const call = visit.calls.find(({ nonce }) => nonce !== undefined && nonce === nonceOf(report))
        const hop = call?.nonce === undefined ? undefined : readReport(secret, call.nonce, report)
        if (call !== undefined && hop !== undefined) call.hop = hop
      }
    },
    end({ captured, nonce, calls }) {
      visits.delete(captured)
      const names = captured.headers.filter((_, i) => i % 2 === 0)
      const told = calls.map(({ to, forwarded, why, hop }) => ({
        to,
        forwarded,
        ...(why === undefined ? {} : { why }),
        ...(hop === undefined ? {} : { hop }),
      }))
      return writeReport(secret, nonce, { service, captured: names, calls: told })
    },
  }
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : origin
}
