/**
 * A call of grpc-js that starts in another way, and is the same in all else. A proxy, so that grpc-js's own classes need
 * not be imported; its methods keep the call as their `this`.
 */
export function withStart<C extends object>(call: C, start: (...args: never[]) => void): C {
  return new Proxy(call, {
    get(target, property) {
      if (property === 'start') return start
      const value: unknown = Reflect.get(target, property, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
