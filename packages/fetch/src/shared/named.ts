// Makes a function look like the one that it replaces.
type Method = (this: never, ...args: never[]) => unknown

/** Gives a function a name, for stack traces, and a number of arguments. */
export function named<F extends Method>(name: string, length: number, fn: F): F {
  return Object.defineProperties(fn, {
    name: { value: name, configurable: true },
    length: { value: length, configurable: true },
  })
}
