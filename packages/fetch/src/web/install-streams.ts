// Runs the code that produces a body in the context in which the body was created, on runtimes that would run it outside any context.
import { bindTo, type Context, caller } from '@traceferry/core/internal'

// Bun, Deno and workerd read the body of an answer from their own code, after the handler has returned. Node keeps the context, and so does
// Bun, but for `ReadableStream.from` and streams of its type `direct`.

type Callback = (...args: unknown[]) => unknown
type Members = Readonly<Record<string, unknown>>

/** What web streams call back, and what else is in their source objects. */
const streams = [
  {
    name: 'ReadableStream',
    callbacks: ['start', 'pull', 'cancel'],
    rest: ['type', 'autoAllocateChunkSize', 'expectedLength'],
  },
  {
    name: 'TransformStream',
    callbacks: ['start', 'transform', 'flush', 'cancel'],
    rest: ['readableType', 'writableType', 'expectedLength'],
  },
] as const

/** Wraps the classes of streams. Returns a function that undoes it. */
export function installStreams(): () => void {
  const undo = streams.map(({ name, callbacks, rest }) => {
    const original = globalThis[name] as unknown as new (...args: unknown[]) => object
    const wrapped = new Proxy(original, {
      construct(Class, args: unknown[], newTarget) {
        const [source, ...strategies] = args
        const context = caller()
        const bound = context === undefined ? source : boundSource(source, context, callbacks, rest)
        return Reflect.construct(Class, bound === source ? args : [bound, ...strategies], newTarget)
      },
      get: (Class, key, receiver) => (key === 'from' ? from(Class) : Reflect.get(Class, key, receiver)),
    })
    const own = Object.getOwnPropertyDescriptor(globalThis, name)
    Object.defineProperty(globalThis, name, { value: wrapped, configurable: true, writable: true, enumerable: false })
    return () => {
      if ((globalThis[name] as unknown) !== wrapped) return
      if (own === undefined) Reflect.deleteProperty(globalThis, name)
      else Object.defineProperty(globalThis, name, own)
    }
  })
  return function uninstallStreams() {
    for (const step of undo) step()
  }
}

/** The same source for the stream, which reads these members once and calls them on the source itself. */
function boundSource(
  source: unknown,
  context: Context,
  callbacks: readonly string[],
  rest: readonly string[],
): unknown {
  if (typeof source !== 'object' || source === null) return source
  const members = source as Members
  const bound: Record<string, unknown> = {}
  for (const key of rest) if (members[key] !== undefined) bound[key] = members[key]
  for (const key of callbacks) {
    const callback = members[key]
    if (typeof callback === 'function')
      bound[key] = bindTo(context, (...args) => Reflect.apply(callback as Callback, source, args))
    else if (callback !== undefined) bound[key] = callback
  }
  return bound
}

/** `ReadableStream.from(generator)`: the generator continues in its context. */
function from(Class: object): unknown {
  const original = (Class as { from?: Callback }).from
  if (original === undefined) return undefined
  return (iterable: unknown) => {
    const context = caller()
    return Reflect.apply(original, Class, [context === undefined ? iterable : boundIterable(iterable, context)])
  }
}

function boundIterable(iterable: unknown, context: Context): unknown {
  if (typeof iterable !== 'object' || iterable === null || !(Symbol.asyncIterator in iterable)) return iterable
  return {
    [Symbol.asyncIterator]() {
      const iterator = (iterable as AsyncIterable<unknown>)[Symbol.asyncIterator]()
      return {
        next: bindTo(context, () => iterator.next()),
        ...(iterator.return && { return: bindTo(context, (value: unknown) => iterator.return?.(value)) }),
      }
    },
  }
}
