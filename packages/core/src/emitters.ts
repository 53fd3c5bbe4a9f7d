import { EventEmitter } from 'node:events'
import type { Captured } from './capture.ts'
import { current, run } from './context.ts'

// Listeners of a request run in the context of whoever emits, and that is the socket: without this, `data`, `end`,
// `close` and `finish` listeners, and body parsers built on them (multer 1.4), lose the request. Measured on Node 20,
// 22, 24 and 26. The emitter is bound once, not each listener: AsyncLocalStorage.bind costs 10 microseconds on Node 20.
const CAPTURED = Symbol.for('traceferry.captured.v1')
const EMIT = Symbol('traceferry.emit')

const plainEmit = EventEmitter.prototype.emit

interface Bound extends EventEmitter {
  [CAPTURED]?: Captured
  [EMIT]?: EventEmitter['emit']
}

/** Lets every listener of this emitter, early or late, run in the request's context. Binding again renews the set. */
export function bindEmitter(emitter: EventEmitter, captured: Captured): void {
  const bound = emitter as Bound
  bound[CAPTURED] = captured
  if (bound.emit === emitInContext) return
  bound[EMIT] = bound.emit
  bound.emit = emitInContext
}

/** The set captured from this request already, by whichever copy or layer came first. */
export function capturedOf(emitter: EventEmitter): Captured | undefined {
  return (emitter as Bound)[CAPTURED]
}

function emitInContext(this: Bound, ...args: Parameters<EventEmitter['emit']>): boolean {
  const captured = this[CAPTURED] as Captured
  const emit = this[EMIT] as EventEmitter['emit']
  // Most events have no listener, and then there is nobody to run anywhere.
  if (current() === captured || (emit === plainEmit && this.listenerCount(args[0]) === 0)) return emit.apply(this, args)
  return run(captured, () => emit.apply(this, args))
}
