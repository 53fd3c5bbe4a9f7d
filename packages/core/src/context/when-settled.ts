// Reports when a function is done, also if it returns a promise.
/**
 * Calls a function, and calls `done` when it returns or throws, or when its promise settles. A promise comes back as
 * another one: if we listened to it and returned the same one, a rejection that nothing handles would count as handled.
 * An object that is only like a promise, such as superagent's request, starts when its `then` is called. That is up to
 * the caller, so `lazily` is called instead.
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

/** This must not throw. A revoked proxy, or a `then` that is a getter, is passed on to the caller. */
function kindOf(result: unknown): 'promise' | 'lazy' | 'value' {
  try {
    if (result instanceof Promise && result.constructor === Promise) return 'promise'
    return typeof (result as { then?: unknown } | null)?.then === 'function' ? 'lazy' : 'value'
  } catch {
    return 'value'
  }
}
