// The hook that limits requests and calls in time.
import type { Context } from '../context/context.ts'
import { capturedIn } from '../context/open-context.ts'
import { append, firstOf, type Lines, pairsOf, sizeOf } from '../headers/header-list.ts'
import type { Captured } from '../inbound/captured.ts'
import { otelApi, otelSuppressed } from '../neighbours/otel.ts'
import { home } from '../shared/home.ts'
import type { Call } from './call.ts'
import { decide } from './decide.ts'
import { forwardedIn } from './forward.ts'
import { eachHeader } from './with-headers.ts'

/**
 * What @traceferry/sidecar does with requests and calls. Core and the forwarders only call it. Without a guard, that costs one
 * check of a slot.
 */
export interface Guard {
  /**
   * A request was captured. `lines` are its raw headers, empty if its peer is not trusted. Returns a function to call when the
   * request ends: with true if it was answered, with false if its client disconnected.
   */
  arrived(captured: Captured, request: object, lines: readonly string[]): ((answered: boolean) => void) | undefined
  /** Why a call must no longer be sent; undefined if it may. */
  refusal(captured: Captured): Error | undefined
  /** Names and values that a call inside the mesh gets in addition to the captured ones. */
  limits(captured: Captured): Lines
  /** Calls `cancel` once if a call must end early. Returns a function that stops watching. */
  watch(captured: Captured, cancel: (reason: Error) => void): (() => void) | undefined
  /** Milliseconds left; undefined without a limit. */
  remaining(captured: Captured): number | undefined
  /** Whether responses that are streams end early, too. */
  readonly streams: boolean
}

/** A guard in front of another one, which it calls. */
interface Layer extends Guard {
  inner: Guard | undefined
}

const SLOT = Symbol.for('traceferry.guard.v1')
const holder = home as { [SLOT]?: Guard | Layer | undefined }

/** The guard of this process, if there is one. */
export function guard(): Guard | undefined {
  const top = holder[SLOT]
  return top !== undefined && 'inner' in top ? top.inner : top
}

/** The guard that requests and calls use: the outermost one. */
export function topGuard(): Guard | undefined {
  return holder[SLOT]
}

/** Sets the guard of this process, replacing the previous one. Returns a function that removes it. */
export function setGuard(guard: Guard): () => void {
  put(guard)
  return () => {
    const top = holder[SLOT]
    if ((top !== undefined && 'inner' in top ? top.inner : top) === guard) put(undefined)
  }
}

/**
 * Puts a guard in front of this process's guard, current or future. There can be at most one. Returns a function that removes it.
 */
export function layGuard(make: (inner: () => Guard | undefined) => Guard): () => void {
  const layer: Layer = Object.create(
    make(() => layer.inner),
    { inner: { value: guard(), writable: true } },
  )
  holder[SLOT] = layer
  return () => {
    if (holder[SLOT] === layer) holder[SLOT] = layer.inner
  }
}

function put(guard: Guard | undefined): void {
  const top = holder[SLOT]
  if (top !== undefined && 'inner' in top) top.inner = guard
  else holder[SLOT] = guard
}

/**
 * The guard for a call made right now; none for the exports of a tracer, which outlive the request in whose context
 * they start.
 */
export function callGuard(): Guard | undefined {
  const guard = holder[SLOT]
  return guard === undefined || (otelApi() !== undefined && otelSuppressed()) ? undefined : guard
}

/** Everything to add to a call: what `forward` carries over, and the limits of the request's guard. Read-only. */
export function linesToAdd(context: Context, call: Call): Lines {
  const added = forwardedIn(context, call)
  const captured = capturedIn(context)
  const limits = captured && callGuard()?.limits(captured)
  if (captured === undefined || limits === undefined || sizeOf(limits) === 0) return added
  const { skipped, verdict } = decide(captured, call)
  if (skipped !== undefined || !verdict.inside) return added
  const all = firstOf(added, sizeOf(added))
  const { names, stream } = inspect(call)
  // A sidecar would cut a stream at the limit, and the caller's own limit stays.
  if (stream && guard()?.streams !== true) return added
  for (const [name, value] of pairsOf(limits)) if (!names.has(name)) append(all, name, value)
  return all
}

function inspect({ headers }: Call): { names: Set<string>; stream: boolean } {
  const names = new Set<string>()
  let stream = false
  eachHeader(headers, (name, value) => {
    names.add(name)
    stream ||= name === 'upgrade' || (name === 'accept' && isStream(value))
  })
  return { names, stream }
}

/** Whether a media type, or a list of them, means a stream that continues until one side ends it. */
export function isStream(type: unknown): boolean {
  return /\b(event-stream|x-ndjson|ndjson|jsonl|json-seq|stream\+json|x-mixed-replace)\b/i.test(String(type ?? ''))
}
