import type { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import { type Frame, type FrameClass, framingOf } from '../engine/frames.ts'
import { mainGlobal } from '../shared/main-global.ts'
import { slot } from '../shared/slot.ts'
import type { Context, OwnFrame } from './context.ts'

// Where the program is: in the context of a request, or outside of any.

// One storage per process, for its sandboxes too: Node 20 and 22 keep every storage for ever. The name carries the version of
// what is kept there.
const storage: AsyncLocalStorage<Context | undefined> = slot(
  Symbol.for('traceferry.context.v2'),
  () => new (process.getBuiltinModule('node:async_hooks').AsyncLocalStorage)(),
  mainGlobal,
)

const framing = framingOf(storage)
const Frames = framing?.Frames

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
export function enter<R>(context: Context | undefined, fn: () => R): R {
  if (here() === context) return fn()
  if (Frames === undefined) return storage.run(context, fn)
  const before = goInto(context, Frames)
  try {
    return fn()
  } finally {
    goBack(context, before, Frames)
  }
}

/** The same for a function that has a `this` and arguments. */
export function applyIn<T, A extends unknown[], R>(
  context: Context | undefined,
  fn: (this: T, ...args: A) => R,
  self: T,
  args: A,
): R {
  return enter(context, () => fn.apply(self, args))
}

/**
 * A method that runs the one that `find` gives in the context of the object that it is called on. Written out: of arguments that
 * a function hands on as its own the engine makes no list, which for `applyIn` costs 800 instructions.
 */
export function methodIn<T, A extends unknown[], R>(
  find: () => (this: T, ...args: A) => R,
  contextOf: (self: T) => Context | undefined,
): (this: T, ...args: A) => R {
  return function method(this: T, ...args: A): R {
    const original = find()
    const context = contextOf(this)
    if (context === undefined || here() === context) return original.apply(this, args)
    if (Frames === undefined) return applyIn(context, original, this, args)
    const before = goInto(context, Frames)
    try {
      return original.apply(this, args)
    } finally {
      goBack(context, before, Frames)
    }
  }
}

function goInto(context: Context | undefined, Frames: FrameClass): Frame | undefined {
  const before = Frames.current()
  Frames.set(frameFor(context, before, Frames))
  return before
}

function goBack(context: Context | undefined, before: OwnFrame | undefined, Frames: FrameClass): void {
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
