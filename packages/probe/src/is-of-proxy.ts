// Recognizes responses that a proxy made itself.
/**
 * Whether a proxy answered instead of the service. Envoy adds the time that the service took to every response it passes on, and
 * Linkerd adds what went wrong. `header` returns the value of a header.
 */
export function isOfProxy(header: (name: string) => string | undefined): boolean {
  if (header('l5d-proxy-error') !== undefined) return true
  return /envoy/.test(header('server') ?? '') && header('x-envoy-upstream-service-time') === undefined
}
