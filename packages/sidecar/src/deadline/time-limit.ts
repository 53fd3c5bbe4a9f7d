// Keeps the time of one request, and ends its calls when the time is up or its client is gone.
import { ClientDisconnected, DeadlineExceeded } from './errors.ts'

/**
 * How long calls are refused after a request was cut short, in milliseconds. That covers the calls its handler still makes.
 * It must end, because a timer or a reconnecting client that started in this context may run forever.
 */
const AFTERMATH = 10_000
/** The longest delay of setTimeout, in milliseconds. */
const LONGEST = 2_147_483_647

/** The limit of a request, or of a part of one. */
export interface TimeLimit {
  /** The deadline, by performance.now(). Undefined for a request without one. */
  readonly at: number | undefined
  /** For part of a request: the request's own limit. */
  readonly outer: TimeLimit | undefined
  /** Functions that end the open calls. */
  readonly calls: Set<(reason: Error) => void>
  /** Makes the error for a deadline that has passed. */
  readonly expired: () => Error
  /** Runs while there are open calls. */
  timer: NodeJS.Timeout | undefined
  /** Set once the calls were ended. Each call gets an error of its own, because client libraries write into it. */
  ended: (() => Error) | undefined
  /** When the request ended, by performance.now(). */
  overAt: number | undefined
}

/** A limit of `ms` milliseconds from `start`, or one without a deadline. */
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

/** The limit that applies now: after a part of a request is over, its late calls belong to the request. */
export function limitInForce(limit: TimeLimit | undefined): TimeLimit | undefined {
  if (limit?.overAt === undefined) return limit
  if (limit.ended !== undefined && performance.now() - limit.overAt < AFTERMATH) return limit
  return limitInForce(limit.outer)
}

/** Milliseconds left, or undefined without a deadline. */
export function remaining(limit: TimeLimit): number | undefined {
  return limit.at === undefined ? undefined : Math.max(0, limit.at - performance.now())
}

/** The error for a new call if no more calls may go out. */
export function refusalOf(limit: TimeLimit): Error | undefined {
  if (limit.ended === undefined && limit.overAt === undefined && remaining(limit) === 0) endCalls(limit, limit.expired)
  return limit.ended?.()
}

/** Calls `cancel` when the limit ends. Returns a function that forgets it. */
export function watchLimit(limit: TimeLimit, cancel: (reason: Error) => void): () => void {
  limit.calls.add(cancel)
  startTimer(limit)
  return () => void limit.calls.delete(cancel)
}

/** The request was answered. Calls that still run are left alone. */
export function closeLimit(limit: TimeLimit): void {
  if (limit.overAt !== undefined) return
  limit.overAt = performance.now()
  clearTimeout(limit.timer)
  limit.calls.clear()
}

/**
 * The client closed its connection. If less than the margin is left, that counts as its deadline, since a sidecar's clock
 * differs a little from ours.
 */
export function clientLeft(limit: TimeLimit, marginMs: number): void {
  if (limit.overAt !== undefined) return
  const upTime = (remaining(limit) ?? Number.POSITIVE_INFINITY) <= marginMs
  if (limit.ended === undefined) endCalls(limit, upTime ? limit.expired : () => new ClientDisconnected())
  limit.overAt = performance.now()
}

/** Ends all open calls and refuses new ones. */
export function endCalls(limit: TimeLimit, reason: () => Error): void {
  clearTimeout(limit.timer)
  limit.ended = reason
  const calls = [...limit.calls]
  limit.calls.clear()
  for (const cancel of calls) cancel(reason())
}

/**
 * Starts the timer at the first call, so that a request without calls costs nothing. A timer may fire early, and a time
 * longer than setTimeout allows takes several.
 */
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
