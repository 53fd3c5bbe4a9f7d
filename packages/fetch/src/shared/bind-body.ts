import { type Context, enter } from '@traceferry/core/internal'

// A body that is produced while it is sent: an iterator, a stream, what the built-in fetch makes of either. undici asks it for
// more from its sockets, which have no context; what produces it belongs to the call.

type Method = (this: unknown, ...args: never[]) => unknown

/** Whether reading a body runs somebody's code, as far as that can be seen: not so for text, bytes, blobs and forms. */
export function isProducer(body: unknown): body is object {
  if (typeof body !== 'object' || body === null || ArrayBuffer.isView(body)) return false
  const tag = (body as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag]
  if (tag === 'FormData' || tag === 'Blob' || tag === 'File') return false
  return (
    Symbol.asyncIterator in body || Symbol.iterator in body || typeof (body as { pipe?: unknown }).pipe === 'function'
  )
}

/**
 * The same body to undici, with all that it does in the context of its call. A proxy, as undici looks at what a body has to
 * tell what it is; the body itself is not touched. Its methods run on the body, as those of streams and of iterators have to.
 */
export function bindBody(body: object, context: Context): object {
  return inContext(body, context, (key, result) =>
    key === Symbol.asyncIterator || key === Symbol.iterator ? inContext(result as object, context) : result,
  )
}

function inContext(
  target: object,
  context: Context,
  done: (key: PropertyKey, result: unknown) => unknown = (_, result) => result,
): object {
  const methods = new Map<PropertyKey, [Method, Method]>()
  return new Proxy(target, {
    get(_, key) {
      const value = Reflect.get(target, key) as unknown
      if (typeof value !== 'function' || key === 'constructor') return value
      const known = methods.get(key)
      if (known?.[0] === value) return known[1]
      const method: Method = (...args) => enter(context, () => done(key, (value as Method).apply(target, args)))
      methods.set(key, [value as Method, method])
      return method
    },
    set: (_, key, value) => Reflect.set(target, key, value),
  })
}
