// The life of a context: it opens with its request, and ends some time after it.
import { type Captured, policyOf } from '../inbound/captured.ts'
import type { Context, OwnFrame } from './context.ts'

/** An open context. It is a class, so that all have one shape. */
class OpenContext implements Context {
  captured: Captured | undefined
  expiresAt = 0
  expired = false
  readonly part: Context | undefined
  lines: readonly string[] | undefined = undefined
  frame: OwnFrame | undefined = undefined

  constructor(captured: Captured | undefined, part: Context | undefined) {
    this.captured = captured
    this.part = part
  }
}

/** Opens a context: empty or with a captured set, by itself or as a part of a request's context. */
export function openContext(captured?: Captured, part?: Context): Context {
  return new OpenContext(captured, part)
}

/** Marks the request as over: some time from now, its calls carry nothing any more. */
export function endContext(context: Context): void {
  if (context.expiresAt !== 0) return
  // It outlives the request, whose cookies must not.
  context.lines = undefined
  context.expiresAt = performance.now() + lifeOf(context.captured)
}

/** The captured set of a context, until it expires. */
export function capturedIn(context: Context): Captured | undefined {
  const { expiresAt } = context.part ?? context
  if (expiresAt !== 0 && context.captured !== undefined && performance.now() >= expiresAt + ownLife(context)) {
    // A timer or a subscription may keep this small object forever, but nothing more.
    context.captured = undefined
    context.expired = true
  }
  return context.captured
}

/** A part may have a set where its request has none: then the request ended without one, and so without a time to live. */
function ownLife({ part, captured }: Context): number {
  return part === undefined || part.captured !== undefined || part.expired ? 0 : lifeOf(captured)
}

function lifeOf(captured: Captured | undefined): number {
  return captured === undefined ? 0 : policyOf(captured).expiresAfterMs
}
