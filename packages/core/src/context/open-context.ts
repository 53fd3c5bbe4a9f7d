// The life of a context: it opens with its request, and ends some time after it.
import { type Captured, policyOf } from '../inbound/captured.ts'
import type { Context, OwnFrame } from './context.ts'

/** An open context. A class, so that all have one shape. */
class OpenContext implements Context {
  captured: Captured | undefined
  expiresAt = 0
  expired = false
  readonly part: Context | undefined
  frame: OwnFrame | undefined = undefined

  constructor(captured: Captured | undefined, part: Context | undefined) {
    this.captured = captured
    this.part = part
  }
}

/** Opens a context: empty, or with a set; by itself, or as a part of a request's. */
export function openContext(captured?: Captured, part?: Context): Context {
  return new OpenContext(captured, part)
}

/** The request is over: some time from now its calls carry nothing any more. */
export function endContext(context: Context): void {
  if (context.expiresAt !== 0) return
  context.expiresAt = performance.now() + lifeOf(context.captured)
}

/** The captured set of a context, as long as it lives. */
export function capturedIn(context: Context): Captured | undefined {
  const { expiresAt } = context.part ?? context
  if (expiresAt !== 0 && context.captured !== undefined && performance.now() >= expiresAt) {
    // What is kept by a timer or a subscription for ever is this small object, and no more.
    context.captured = undefined
    context.expired = true
  }
  return context.captured
}

function lifeOf(captured: Captured | undefined): number {
  return captured === undefined ? 0 : policyOf(captured).expiresAfterMs
}
