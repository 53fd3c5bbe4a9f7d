// Makes Bun's and Deno's servers capture, for @traceferry/register.
import type { Policy } from '@traceferry/core'
import { handleFirst } from './handle-first.ts'

type Callable = (...args: unknown[]) => unknown
type Handler = (...args: never[]) => unknown
type Fields = Readonly<Record<string, unknown>>

/** Wraps `Bun.serve` or `Deno.serve`, if it exists. Returns a function that undoes it. */
export function wrapServe(policy: Policy): () => void {
  const { Bun, Deno } = globalThis as { Bun?: Fields; Deno?: Fields }
  if (Bun !== undefined) return replace(Bun, (args) => args.map((options) => withHandlers(options, policy)))
  if (Deno !== undefined) return replace(Deno, (args) => args.map((one) => withHandlers(wrapped(one, policy), policy)))
  return () => {}
}

function replace(holder: object, passed: (args: unknown[]) => unknown[]): () => void {
  const original = (holder as { serve?: Callable }).serve as Callable
  const serve: Callable = {
    serve: (...args: unknown[]) => withReload(Reflect.apply(original, holder, passed(args)), passed),
  }.serve
  const before = Object.getOwnPropertyDescriptor(holder, 'serve') as PropertyDescriptor
  // Bun's property can be written, and Deno's getter can be redefined.
  if (before.writable) (holder as { serve: Callable }).serve = serve
  else Object.defineProperty(holder, 'serve', { value: serve, configurable: true, enumerable: true, writable: true })
  return () => {
    if (before.writable) (holder as { serve: Callable }).serve = original
    else Object.defineProperty(holder, 'serve', before)
  }
}

/** Bun: `server.reload({ fetch })` replaces the handlers. */
function withReload(server: unknown, passed: (args: unknown[]) => unknown[]): unknown {
  const { reload } = (server ?? {}) as { reload?: Callable }
  if (typeof reload !== 'function') return server
  const value = (...args: unknown[]) => Reflect.apply(reload, server, passed(args))
  return Object.defineProperty(server as object, 'reload', { value, configurable: true, writable: true })
}

function withHandlers(options: unknown, policy: Policy): unknown {
  if (typeof options !== 'object' || options === null) return options
  const { fetch, handler, routes } = options as Fields
  return Object.assign(Object.create(Object.getPrototypeOf(options)), options, {
    ...(typeof fetch === 'function' && { fetch: wrapped(fetch, policy) }),
    ...(typeof handler === 'function' && { handler: wrapped(handler, policy) }),
    ...(typeof routes === 'object' && routes !== null && { routes: withRoutes(routes as Fields, policy) }),
  })
}

/** A route is a handler, a response, or one of either for each method. */
function withRoutes(routes: Fields, policy: Policy): Fields {
  return Object.fromEntries(
    Object.entries(routes).map(([path, route]) => {
      const byMethod = typeof route === 'object' && route !== null && Object.getPrototypeOf(route) === Object.prototype
      return [path, byMethod ? withRoutes(route as Fields, policy) : wrapped(route, policy)]
    }),
  )
}

function wrapped(handler: unknown, policy: Policy): unknown {
  return typeof handler === 'function' ? handleFirst(handler as Handler, policy) : handler
}
