/**
 * Calls a function, and tells when it is done: when it returns or throws, or when its promise settles. A promise comes back
 * as another one: to listen to it and hand on the same one would mark a rejection that nobody handles as handled. What is
 * only like a promise, such as superagent's request, starts when its `then` is called: that is the caller's to do, and `lazily`
 * is called instead.
 */
export function whenSettled<R>(fn: () => R, done: () => void, lazily: () => void = done): R {
  let result: R
  try {
    result = fn()
  } catch (error) {
    done()
    throw error
  }
  const kind = kindOf(result)
  if (kind !== 'promise') {
    if (kind === 'lazy') lazily()
    else done()
    return result
  }
  return (result as Promise<unknown>).then(
    (value) => {
      done()
      return value
    },
    (error) => {
      done()
      throw error
    },
  ) as R
}

/** Asking must not throw: a proxy that was revoked, or a `then` that is a getter, is the caller's to hand on. */
function kindOf(result: unknown): 'promise' | 'lazy' | 'value' {
  try {
    if (result instanceof Promise && result.constructor === Promise) return 'promise'
    return typeof (result as { then?: unknown } | null)?.then === 'function' ? 'lazy' : 'value'
  } catch {
    return 'value'
  }
}
