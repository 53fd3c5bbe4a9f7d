// Access to the frames in which Node 24 and later keep what AsyncLocalStorages store.
import type { AsyncLocalStorage } from 'node:async_hooks'
import { builtin } from '../shared/builtin.ts'

const { AsyncResource } = builtin('node:async_hooks')

// Node 24 and later keep what all AsyncLocalStorages store in one map, their frame. `run` copies it twice, on the way in and on the
// way out, for 4,400 instructions; setting an existing frame takes 100. An AsyncResource keeps a frame, which exposes Node's frame
// class. We use that class if it does what we expect, which we test once; otherwise we use `run`.

declare const STORES: unique symbol

/** What all AsyncLocalStorages store at some point: a map by storage. It never changes. */
export interface Frame {
  readonly [STORES]: true
  get(storage: object): unknown
}

/** Node's own class of frames. */
export interface FrameClass {
  /** A copy of the current frame, in which this storage stores this value. */
  new (storage: object, store: unknown): Frame
  current(): Frame | undefined
  set(frame: Frame | undefined): void
}

/** The class of frames, and the property in which an AsyncResource keeps one. */
export interface FrameAccess {
  readonly Frames: FrameClass
  readonly kept: symbol
}

/** Finds Node's class of frames; undefined if there is none, or it does not do what we expect. */
export function findFrames(storage: AsyncLocalStorage<unknown>): FrameAccess | undefined {
  try {
    const [outside, inside] = [resource(), storage.run({}, resource)]
    const kept = Object.getOwnPropertySymbols(inside).find((name) => isFrame(inside[name]))
    if (kept === undefined) return undefined
    const Frames = inside[kept]?.constructor as FrameClass
    // `run` leaves a copy behind, so we set the original again.
    Frames.set(outside[kept] as Frame | undefined)
    return works(Frames, storage) ? { Frames, kept } : undefined
  } catch {
    return undefined
  }
}

function resource(): Record<symbol, object | undefined> {
  return new AsyncResource('traceferry') as unknown as Record<symbol, object | undefined>
}

/** Whether it looks like a frame. `works` checks the rest. */
function isFrame(value: object | undefined): boolean {
  return typeof (value?.constructor as Partial<FrameClass> | undefined)?.current === 'function'
}

function works(Frames: FrameClass, storage: AsyncLocalStorage<unknown>): boolean {
  const before = Frames.current()
  const outside = storage.getStore()
  const store = {}
  const frame = new Frames(storage, store)
  Frames.set(frame)
  const entered = storage.getStore() === store && Frames.current() === frame && frame.get(storage) === store
  Frames.set(before)
  return entered && storage.getStore() === outside && Frames.current() === before
}
