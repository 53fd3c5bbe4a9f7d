// Creates the guard that core and the forwarders ask about deadlines.
import type { Captured } from '@traceferry/core'
import { failure, type Guard } from '@traceferry/core/internal'
import type { DeadlineSettings } from './deadline-options.ts'
import { limitHeaders } from './limit-headers.ts'
import { requestTimeout } from './request-timeout.ts'
import {
  clientLeft,
  closeLimit,
  createTimeLimit,
  endCalls,
  limitInForce,
  refusalOf,
  remaining,
  type TimeLimit,
  watchLimit,
} from './time-limit.ts'

const NONE: readonly string[] = []

/** A guard that can also limit part of a request. */
export interface DeadlineGuard extends Guard {
  /** Limits what runs with `captured` to `ms`, and to the time that `outer` has left. Returns a function that ends the limit. */
  limit(captured: Captured, ms: number, outer: Captured | undefined): () => void
}

/**
 * Creates the guard. It keeps a time limit for each captured set, which is what the context holds. So a limit applies
 * wherever the headers go, through the same AsyncLocalStorage, and nowhere else.
 */
export function createDeadlineGuard(
  settings: DeadlineSettings,
  arrivedAt: (request: object) => number | undefined,
): DeadlineGuard {
  const limits = new WeakMap<Captured, TimeLimit>()
  const byRequest = new WeakMap<object, TimeLimit>()
  const of = (captured: Captured) => limitInForce(limits.get(captured))

  return {
    streams: settings.streams,
    arrived(captured, request, lines) {
      // The same request, captured again with other options.
      const known = byRequest.get(request)
      if (known !== undefined) {
        limits.set(captured, known)
        return undefined
      }
      const timeout = requestTimeout(lines, settings.defaultMs)
      if (timeout === undefined && !settings.disconnect) return undefined
      const start = arrivedAt(request) ?? performance.now()
      const limit = createTimeLimit(timeout?.ms, timeout?.source ?? '', start)
      limits.set(captured, limit)
      byRequest.set(request, limit)
      const gone = () => (settings.disconnect ? clientLeft(limit, settings.marginMs) : closeLimit(limit))
      return (finished) => safely(() => (finished ? closeLimit(limit) : gone()))
    },
    refusal(captured) {
      const limit = of(captured)
      return limit && refusalOf(limit)
    },
    limits(captured) {
      const limit = of(captured)
      const ms = limit && remaining(limit)
      return ms === undefined ? NONE : limitHeaders(ms, settings)
    },
    watch(captured, cancel) {
      const limit = of(captured)
      return limit && watchLimit(limit, (reason) => safely(() => cancel(reason)))
    },
    remaining(captured) {
      const limit = of(captured)
      return limit && remaining(limit)
    },
    limit(captured, ms, outer) {
      const request = outer && of(outer)
      const most = (request && remaining(request)) ?? Number.POSITIVE_INFINITY
      const own = createTimeLimit(Math.min(ms, most), 'withDeadline', performance.now(), request)
      // A part that has as much time as its request ends with the request's error, whichever timer fires first.
      const part = request !== undefined && ms >= most ? { ...own, expired: request.expired } : own
      limits.set(captured, part)
      const forget = request && watchLimit(request, () => endCalls(part, request.ended ?? request.expired))
      return () => {
        forget?.()
        closeLimit(part)
      }
    },
  }
}

/** Keeps our own errors out of requests and timers. */
function safely(step: () => void): void {
  try {
    step()
  } catch (error) {
    failure('a deadline', error)
  }
}
