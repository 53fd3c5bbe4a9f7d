import { AsyncLocalStorage, type AsyncResource } from 'node:async_hooks'
import type { Context } from './context.ts'
import { type Frame, type FrameClass, type Framing, framingOf } from './frames.ts'
import { slot } from './slot.ts'

// Where the program is: in the context of a request, or outside of any.

// One storage per process. The name carries the version of what is kept there.
const storage: AsyncLocalStorage<Context | undefined> = slot(
  Symbol.for('traceferry.context.v2'),
  () => new AsyncLocalStorage<Context | undefined>(),
)

const framing = framingOf(storage)
const Frames = framing?.Frames

/** What we note on a frame: the context in it, if we have made it, and the same frame without. */
export interface OwnFrame extends Frame {
  context?: Context
  outside?: OwnFrame | undefined
}

/** The context of whoever runs right now. */
export function here(): Context | undefined {
  return Frames === undefined ? storage.getStore() : contextIn(Frames.current())
}

/** To ask a frame of ours takes a fifth of what a look into its map does. */
function contextIn(frame: OwnFrame | undefined): Context | undefined {
  return frame === undefined ? undefined : (frame.context ?? (frame.get(storage) as Context | undefined))
}

/** Whether `contextKeptBy` can tell. */
export const keepsContexts: boolean = framing !== undefined

/** The context where an AsyncResource was made. */
export function contextKeptBy(resource: AsyncResource): Context | undefined {
  const frames = resource as unknown as Record<symbol, OwnFrame | undefined>
  return framing === undefined ? undefined : contextIn(frames[framing.kept])
}

/** Runs a function in a context, or outside of any, and passes on what it returns or throws. */
export function enter<A extends unknown[], R>(context: Context | undefined, fn: (...args: A) => R, ...args: A): R {
  if (!keepsContexts) return storage.run(context, fn, ...args)
  const before = goInto(context)
  try {
    return fn(...args)
  } finally {
    goBack(before, context)
  }
}

/** Goes into a context, or outside of any, until `goBack` with what this gives. For where `keepsContexts`. */
export function goInto(context: Context | undefined): Frame | undefined {
  const { Frames } = framing as Framing
  const before = Frames.current()
  Frames.set(frameFor(context, before, Frames))
  return before
}

/** Goes back from a context to where the program was before. */
export function goBack(before: OwnFrame | undefined, context: Context | undefined): void {
  const { Frames } = framing as Framing
  const now: OwnFrame | undefined = Frames.current()
  const unchanged = context === undefined ? now === (before && outsideOf(before, Frames)) : now?.context === context
  if (unchanged) Frames.set(before)
  // Somebody's `enterWith` in there holds on, as it does around `run`.
  else storage.enterWith(contextIn(before))
}

/** The frame that was there before, but with this context in it, or with none. */
function frameFor(context: Context | undefined, before: OwnFrame | undefined, Frames: FrameClass): Frame | undefined {
  const outside = before === undefined ? undefined : outsideOf(before, Frames)
  if (context === undefined) return outside
  if (context.frame !== undefined && context.frame.outside === outside) return context.frame
  const frame: OwnFrame = new Frames(storage, context)
  frame.context = context
  frame.outside = outside
  context.frame ??= frame
  return frame
}

/** The same frame without a context: it was made of it, or has none, or a library that stores something made it of ours. */
function outsideOf(frame: OwnFrame, Frames: FrameClass): OwnFrame | undefined {
  if (frame.context === undefined && frame.outside === undefined)
    frame.outside = frame.get(storage) === undefined ? frame : new Frames(storage, undefined)
  return frame.outside
}
