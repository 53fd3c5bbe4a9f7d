/** By name. */
export type Methods = Readonly<Record<string, (...args: never[]) => void>>

/**
 * A call of grpc-js with methods of its own, mostly `start`, and the same in all else. A proxy, so that grpc-js's own
 * classes need not be imported; its other methods keep the call as their `this`.
 */
export function withMethods<C extends object>(call: C, methods: Methods): C {
  return new Proxy(call, {
    get(target, property) {
      if (typeof property === 'string' && Object.hasOwn(methods, property)) return methods[property]
      const value: unknown = Reflect.get(target, property, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
