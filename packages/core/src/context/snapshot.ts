import { bindTo } from './emitters.ts'
import { currentContext, enter } from './enter.ts'

/**
 * A function that runs another in the context of now, whenever it is called: for pools and emitters that call back in
 * the context of somebody else. Passes on arguments, `this`, result and errors.
 *
 * @example
 * pool.acquire(bind((connection) => fetch('http://orders:8080/')))
 */
export function bind<T, A extends unknown[], R>(fn: (this: T, ...args: A) => R): (this: T, ...args: A) => R {
  return bindTo(currentContext(), fn)
}

/**
 * Takes the context of now along as a function: whatever it is given later runs there.
 *
 * @example
 * const inRequest = snapshot()
 * emitter.on('ready', () => inRequest(() => fetch('http://orders:8080/')))
 */
export function snapshot(): <R>(fn: () => R) => R {
  const context = currentContext()
  return (fn) => enter(context, fn)
}
