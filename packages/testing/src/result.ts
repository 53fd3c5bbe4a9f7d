// The result of a request, and its assertion.
import { TraceferryError } from '@traceferry/core'
import { show } from '@traceferry/core/internal'
import { describeCalls } from './describe-calls.ts'
import type { Call } from './judge.ts'

/** Which upstreams to check. */
export interface Expectation {
  /** Check only these. Each of them must have been called. */
  to?: string | readonly string[]
  /** Check all except these. */
  except?: string | readonly string[]
}

/** The result of a request: its response, and every call that it caused. */
export interface Result {
  /** The status of the last response. */
  readonly status: number
  /** The headers of the last response, by lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** The body as text. */
  readonly body: string
  /** The calls that the upstreams got, in order, over all repetitions of the request. */
  readonly calls: readonly Call[]
  /** Other origins that the app called, such as `https://api.example.com`. The test did not record these calls. */
  readonly elsewhere: readonly string[]
  /** Throws a ForwardingError with each call, each header and the likely cause, unless all calls are right. */
  expectForwarded(expectation?: Expectation): void
  /** The same as text, for right and wrong calls. */
  report(): string
}

/**
 * Thrown when calls are wrong or missing. Not an AssertionError of node:assert, because test runners would print the difference
 * of two values, which it does not have.
 */
export class ForwardingError extends Error {
  /** Test runners print this name. */
  override readonly name = 'ForwardingError'
  /** All calls of the request, right and wrong. */
  readonly calls: readonly Call[]

  /** Created by `expectForwarded`. */
  constructor(message: string, calls: readonly Call[]) {
    super(message)
    this.calls = calls
  }
}

type Facts = Omit<Result, 'expectForwarded' | 'report'>

/** `title` describes the request; `names` are the names of the upstreams. */
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
      const excluded = known('except', except) ?? []
      const isChecked = (name: string) => (wanted?.includes(name) ?? true) && !excluded.includes(name)
      const calls = facts.calls.filter(({ upstream }) => isChecked(upstream))
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
