// Middleware for frameworks that pass a web Request.
import type { Policy } from '@traceferry/core'
import { handleFirst, handleRequest } from './handle-first.ts'

/** What a framework passes to its middleware, and what it wants back. Any of them: the types of frameworks do not agree. */
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Middleware = (first: any, next?: any, ...more: any[]) => any

interface Passed {
  readonly req?: { readonly raw?: unknown; readonly headers?: unknown }
  readonly request?: unknown
  readonly event?: { readonly request?: unknown }
  readonly resolve?: (event: unknown) => unknown
  readonly next?: () => unknown
}

/** What a middleware runs next. */
type Next = (() => unknown) | undefined

/** How frameworks pass a request and the next function. A NEW FRAMEWORK IS ONE LINE HERE. */
const shapes: readonly ((passed: Passed, second: Next) => readonly [request: unknown, next: Next])[] = [
  // Hono
  ({ req }, next) => [req?.raw, next],
  // H3 2
  ({ req }, next) => [req?.headers && req, next],
  // SvelteKit
  ({ event, resolve }) => [event?.request, resolve && (() => resolve(event))],
  // Astro, React Router
  ({ request }, next) => [request, next],
  // TanStack Start
  ({ request, next }) => [request, next && (() => next())],
]

/** Middleware that captures according to a policy. */
export function middleware(policy: Policy): Middleware {
  return function traceferry(first: unknown, second?: unknown, ...[third]: unknown[]): unknown {
    // Elysia wraps the function that handles its requests.
    if (typeof first === 'function') return handleFirst(first as () => unknown, policy)
    const found = findShape(first, second)
    const next = asNext(third)
    // Express: the app uses this package instead of Express's own, and without `next` each request would hang.
    if (found === undefined && next !== undefined) return handleRequest(first, second, policy, () => next())
    if (found === undefined) return handleRequest(undefined, undefined, policy, asNext(second) ?? (() => undefined))
    return handleRequest(found[0], undefined, policy, found[1])
  }
}

/** Whether this is a framework's call to middleware that was mounted without parentheses. */
export function isMiddlewareCall(first: unknown, second: unknown, third: unknown): boolean {
  if (typeof third === 'function') return true
  if (typeof first === 'function') return second instanceof Request
  return typeof second === 'function' || findShape(first, second) !== undefined
}

function findShape(first: unknown, second: unknown): readonly [request: object, next: () => unknown] | undefined {
  if (typeof first !== 'object' || first === null) return undefined
  for (const shape of shapes) {
    try {
      const [request, next] = shape(first as Passed, asNext(second))
      if (typeof request === 'object' && request !== null && next !== undefined) return [request, next]
    } catch {
      // Hono's contexts have an `event` getter, which throws.
    }
  }
  return undefined
}

function asNext(value: unknown): Next {
  return typeof value === 'function' ? (value as () => unknown) : undefined
}
