// Runs the code that produces a body in the context of its call.
import { type Context, enter } from '@traceferry/core/internal'

// Such a body is an iterator, a stream, or what built-in fetch makes of either. undici asks it for more from its
// sockets, which have no context, but the code that produces it belongs to the call.

type Method = (this: unknown, ...args: never[]) => unknown

/**
 * Whether reading a body runs code of the app, as far as that can be seen. It does not for text, bytes, blobs and
 * forms.
 */
export function isProducer(body: unknown): body is object {
  if (typeof body !== 'object' || body === null || ArrayBuffer.isView(body)) return false
  const tag = (body as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag]
  if (tag === 'FormData' || tag === 'Blob' || tag === 'File') return false
  return (
    Symbol.asyncIterator in body || Symbol.iterator in body || typeof (body as { pipe?: unknown }).pipe === 'function'
  )
}

/**
 * The same body for undici, but everything that it does runs in the context of its call. It is a proxy, because undici
 * inspects a body to tell what it is, and the body itself stays as it is. Its methods run on the body, as those of
 * streams and iterators must.
 */
export function bindBody(body: object, context: Context): object {
  return inContext(body, context, (key, result) =>
    key === Symbol.asyncIterator || key === Symbol.iterator ? inContext(result as object, context) : result,
  )
}

function inContext(
  owner: object,
  context: Context,
  done: (key: PropertyKey, result: unknown) => unknown = (_, result) => result,
): object {
  const methods = new Map<PropertyKey, [Method, Method]>()
  return new Proxy(owner, {
    get(_, key) {
      const value = Reflect.get(owner, key) as unknown
      if (typeof value !== 'function' || key === 'constructor') return value
      const known = methods.get(key)
      if (known?.[0] === value) return known[1]
      const method: Method = (...args) => enter(context, () => done(key, (value as Method).apply(owner, args)))
      methods.set(key, [value as Method, method])
      return method
    },
    set: (_, key, value) => Reflect.set(owner, key, value),
  })
}
