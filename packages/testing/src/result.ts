import { TraceferryError } from '@traceferry/core'
import { show } from '@traceferry/core/internal'
import { describeCalls } from './describe.ts'
import type { Call } from './judge.ts'

/** Which upstreams the assertion is about. */
export interface Expectation {
  /** Only these, and each of them must have been called. */
  to?: string | readonly string[]
  /** All but these. */
  except?: string | readonly string[]
}

/** What came of a request: its answer, and every call that it caused. */
export interface Result {
  /** Status of the last answer. */
  readonly status: number
  /** Headers of the last answer, by lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** The body as text. */
  readonly body: string
  /** The calls that came to the upstreams, in order, of all the times that the request was sent. */
  readonly calls: readonly Call[]
  /** Where else it called than at the upstreams, such as `https://api.example.com`: nobody looked at what went there. */
  readonly elsewhere: readonly string[]
  /** Throws a ForwardingError that names each call, each header and the likely cause, unless all calls are right. */
  expectForwarded(expectation?: Expectation): void
  /** The same as text, whatever the outcome. */
  report(): string
}

/**
 * Calls went out wrong, or none came. No AssertionError of node:assert: runners would print the difference of two values
 * that it does not have.
 */
export class ForwardingError extends Error {
  /** By which test runners show it. */
  override readonly name = 'ForwardingError'
  /** All calls of the request, right and wrong. */
  readonly calls: readonly Call[]

  /** Made by `expectForwarded`. */
  constructor(message: string, calls: readonly Call[]) {
    super(message)
    this.calls = calls
  }
}

type Facts = Omit<Result, 'expectForwarded' | 'report'>

/** `title` is the request, `names` are the upstreams'. */
export function createResult(facts: Facts, title: string, names: readonly string[]): Result {
  const known = (option: string, value: string | readonly string[] | undefined) => {
    const list = value === undefined ? undefined : [value].flat()
    for (const name of list ?? []) {
      if (names.includes(name)) continue
      throw new TraceferryError('TF040', `${option} has ${show(name)}`, `upstreams are ${names.join(', ') || 'none'}`)
    }
    return list
  }
  return {
    ...facts,
    report: () => describeCalls(title, facts.calls, facts.elsewhere),
    expectForwarded: function expectForwarded({ to, except } = {}) {
      const wanted = known('to', to)
      const spared = known('except', except) ?? []
      const asked = (name: string) => (wanted?.includes(name) ?? true) && !spared.includes(name)
      const calls = facts.calls.filter(({ upstream }) => asked(upstream))
      const uncalled = wanted?.filter((name) => !calls.some(({ upstream }) => upstream === name)) ?? []
      const wrong = calls.filter(({ ok }) => !ok)
      if (wrong.length === 0 && calls.length > 0 && uncalled.length === 0) return
      const message =
        wrong.length > 0
          ? `${wrong.length} of ${calls.length} ${calls.length === 1 ? 'call' : 'calls'} went out wrong`
          : `${uncalled.length > 0 ? `no call came to ${uncalled.join(', ')}` : 'no call came to any upstream'}; ` +
            `the answer was ${facts.status} ${show(facts.body)}. Does the app call the URLs that startService gives it?`
      const error = new ForwardingError(`${message}\n\n${describeCalls(title, calls, facts.elsewhere)}`, calls)
      Error.captureStackTrace(error, expectForwarded)
      throw error
    },
  }
}
