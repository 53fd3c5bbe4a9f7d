// Replaces methods of a call of grpc-js.
/** Methods by name. */
export type Methods = Readonly<Record<string, (...args: never[]) => void>>

/**
 * A call of grpc-js with some methods replaced, mostly `start`. It is a proxy, so that grpc-js's own classes need not
 * be imported. All other methods keep the call as their `this`.
 */
export function withMethods<C extends object>(call: C, methods: Methods): C {
  return new Proxy(call, {
    get(original, property) {
      if (typeof property === 'string' && Object.hasOwn(methods, property)) return methods[property]
      const value: unknown = Reflect.get(original, property, original)
      return typeof value === 'function' ? value.bind(original) : value
    },
  })
}
