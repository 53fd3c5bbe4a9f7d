// Enters a context, and says which one the code runs in.
import type { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import { type Frame, type FrameClass, findFrames } from '../engine/frames.ts'
import { mainGlobal } from '../shared/main-global.ts'
import { slot } from '../shared/slot.ts'
import type { Context, OwnFrame } from './context.ts'

// One storage per process, for its sandboxes too: Node 20 and 22 keep every storage forever. Its name carries the version of what is stored there.
const storage: AsyncLocalStorage<Context | undefined> = slot(
  Symbol.for('traceferry.context.v2'),
  () => new (process.getBuiltinModule('node:async_hooks').AsyncLocalStorage)(),
  mainGlobal,
)

const frameAccess = findFrames(storage)
const Frames = frameAccess?.Frames

/** The context that the code runs in right now. */
export function currentContext(): Context | undefined {
  return Frames === undefined ? storage.getStore() : contextIn(Frames.current())
}

/** Reading our property of a frame takes a fifth of the time of a lookup in its map. */
function contextIn(frame: OwnFrame | undefined): Context | undefined {
  return frame === undefined ? undefined : (frame.context ?? (frame.get(storage) as Context | undefined))
}

/** Whether `contextKeptBy` works on this Node. */
export const keepsContexts: boolean = frameAccess !== undefined

/** The context in which an AsyncResource was created. */
export function contextKeptBy(resource: AsyncResource): Context | undefined {
  const frames = resource as unknown as Record<symbol, OwnFrame | undefined>
  return frameAccess === undefined ? undefined : contextIn(frames[frameAccess.kept])
}

/** Runs a function in a context, or outside any request, and passes on what it returns or throws. */
export function enter<R>(context: Context | undefined, fn: () => R): R {
  if (currentContext() === context) return fn()
  if (Frames === undefined) return storage.run(context, fn)
  const before = goInto(context, Frames)
  try {
    return fn()
  } finally {
    goBack(context, before, Frames)
  }
}

/** The same for a function with `this` and arguments. */
export function applyIn<T, A extends unknown[], R>(
  context: Context | undefined,
  fn: (this: T, ...args: A) => R,
  self: T,
  args: A,
): R {
  return enter(context, () => fn.apply(self, args))
}

/**
 * Makes a method that runs the one that `find` returns, in the context of the object that it is called on. `targetOf`: the object
 * that it is called on instead. It repeats the code of `enter`: if a function only passes its arguments on, the engine makes no
 * list of them, while a list for `applyIn` costs 800 instructions.
 */
export function methodIn<T, A extends unknown[], R>(
  find: (self: T) => (this: T, ...args: A) => R,
  contextOf: (self: T) => Context | undefined,
  targetOf?: (self: T) => T,
): (this: T, ...args: A) => R {
  return function method(this: T, ...args: A): R {
    const original = find(this)
    const context = contextOf(this)
    const target = targetOf === undefined ? this : targetOf(this)
    if (context === undefined || currentContext() === context) return original.apply(target, args)
    if (Frames === undefined) return applyIn(context, original, target, args)
    const before = goInto(context, Frames)
    try {
      return original.apply(target, args)
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
  // If code inside called `enterWith`, that stays in effect, as it does around `run`.
  else storage.enterWith(contextIn(before))
}

/** The frame from before, with this context in it, or with none. */
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

/**
 * The same frame without a context: the one that we made ours from, or the frame itself if it has none, or a copy if
 * another library made the frame from ours.
 */
function outsideOf(frame: OwnFrame, Frames: FrameClass): OwnFrame | undefined {
  if (frame.context === undefined && frame.outside === undefined)
    frame.outside = frame.get(storage) === undefined ? frame : new Frames(storage, undefined)
  return frame.outside
}
