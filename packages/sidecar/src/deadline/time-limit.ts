import { ClientDisconnected, DeadlineExceeded } from './errors.ts'

// The time of one request: running, ended by its deadline or by its client, or over because the request was answered.

/** How long calls are refused after a request has ended badly, in milliseconds. What its handler still has in mind comes
 * within that; a timer or a client's reconnect that began in its context by chance may live on for ever. */
const AFTERMATH = 10_000
const LONGEST = 2_147_483_647

export interface TimeLimit {
  /** When, by performance.now(); undefined for a request without a deadline. */
  readonly at: number | undefined
  /** For a part of a request, the request's own. */
  readonly outer: TimeLimit | undefined
  /** Calls that are to be ended. */
  readonly calls: Set<(reason: Error) => void>
  readonly expired: () => Error
  timer: NodeJS.Timeout | undefined
  /** Makes the error that ends calls: each gets its own, as client libraries write into it. */
  ended: (() => Error) | undefined
  /** When its request ended, by performance.now(). */
  overAt: number | undefined
}

/** A limit of so many milliseconds since `start`, or one without a deadline. */
export function createTimeLimit(ms: number | undefined, source: string, start: number, outer?: TimeLimit): TimeLimit {
  return {
    at: ms === undefined ? undefined : start + ms,
    outer,
    calls: new Set(),
    expired: () => new DeadlineExceeded(ms ?? 0, source),
    timer: undefined,
    ended: undefined,
    overAt: undefined,
  }
}

/** The limit that counts now: a part that is over leaves its late calls to the request. */
export function limitInForce(limit: TimeLimit | undefined): TimeLimit | undefined {
  if (limit?.overAt === undefined) return limit
  if (limit.ended !== undefined && performance.now() - limit.overAt < AFTERMATH) return limit
  return limitInForce(limit.outer)
}

/** Milliseconds that are left, or undefined without a deadline. */
export function remaining(limit: TimeLimit): number | undefined {
  return limit.at === undefined ? undefined : Math.max(0, limit.at - performance.now())
}

/** Why no more calls may go, if none may. */
export function refusalOf(limit: TimeLimit): Error | undefined {
  if (limit.ended === undefined && limit.overAt === undefined && remaining(limit) === 0) endCalls(limit, limit.expired)
  return limit.ended?.()
}

/** Has `cancel` called when the limit ends. Returns what forgets it. */
export function watchLimit(limit: TimeLimit, cancel: (reason: Error) => void): () => void {
  limit.calls.add(cancel)
  startTimer(limit)
  return () => void limit.calls.delete(cancel)
}

/** The request was answered. Calls that go on are nobody's concern. */
export function closeLimit(limit: TimeLimit): void {
  if (limit.overAt !== undefined) return
  limit.overAt = performance.now()
  clearTimeout(limit.timer)
  limit.calls.clear()
}

/** The client has gone; with less left than the margin, because its time was up: a sidecar's clock is not ours. */
export function clientLeft(limit: TimeLimit, marginMs: number): void {
  if (limit.overAt !== undefined) return
  const upTime = (remaining(limit) ?? Number.POSITIVE_INFINITY) <= marginMs
  if (limit.ended === undefined) endCalls(limit, upTime ? limit.expired : () => new ClientDisconnected())
  limit.overAt = performance.now()
}

/** Ends what is under way, and lets nothing more go. */
export function endCalls(limit: TimeLimit, reason: () => Error): void {
  clearTimeout(limit.timer)
  limit.ended = reason
  const calls = [...limit.calls]
  limit.calls.clear()
  for (const cancel of calls) cancel(reason())
}

/** A timer for the first call; a request that makes none costs none. It may be early, and may be for more than it can. */
function startTimer(limit: TimeLimit): void {
  const left = remaining(limit)
  if (limit.timer !== undefined || left === undefined) return
  limit.timer = setTimeout(
    () => {
      limit.timer = undefined
      if ((remaining(limit) ?? 0) > 0) startTimer(limit)
      else endCalls(limit, limit.expired)
    },
    Math.min(Math.ceil(left), LONGEST),
  ).unref()
}
