/**
 * Whether a proxy has answered itself, in the place of a service: Envoy notes the time that the service took on every
 * answer that it only passes on, and linkerd says what went wrong. `header` gives a header's value.
 */
export function isOfProxy(header: (name: string) => string | undefined): boolean {
  if (header('l5d-proxy-error') !== undefined) return true
  return /envoy/.test(header('server') ?? '') && header('x-envoy-upstream-service-time') === undefined
}
