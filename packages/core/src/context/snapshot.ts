// Takes the current context along to code that runs later.
import { bindTo } from './emitters.ts'
import { currentContext, enter } from './enter.ts'

/**
 * Returns a function that runs another one in the current context, whenever it is called: for pools and emitters that
 * call back in the context of another request. Passes on arguments, `this`, result and errors.
 *
 * @example
 * pool.acquire(bind((connection) => fetch('http://orders:8080/')))
 */
export function bind<T, A extends unknown[], R>(fn: (this: T, ...args: A) => R): (this: T, ...args: A) => R {
  return bindTo(currentContext(), fn)
}

/**
 * Returns a function that takes the current context along: whatever it is given later runs there.
 *
 * @example
 * const inRequest = snapshot()
 * emitter.on('ready', () => inRequest(() => fetch('http://orders:8080/')))
 */
export function snapshot(): <R>(fn: () => R) => R {
  const context = currentContext()
  return (fn) => enter(context, fn)
}
