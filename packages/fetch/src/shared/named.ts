type Method = (this: never, ...args: never[]) => unknown

/** A function in the place of another: with its name, for stack traces, and as many arguments as it tells of. */
export function named<F extends Method>(name: string, length: number, fn: F): F {
  return Object.defineProperties(fn, {
    name: { value: name, configurable: true },
    length: { value: length, configurable: true },
  })
}
