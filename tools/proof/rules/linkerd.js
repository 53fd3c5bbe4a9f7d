// How Linkerd reads a port since 2.18, from its source and documentation (policy controller, "Protocol Detection"). Its
// proxy cannot be had here, so an Envoy with the same decision stands in for it.

const opaqueByDefault = [25, 587, 3306, 4444, 5432, 6379, 9300, 11211]

/** How long Linkerd's detection waits for the first bytes, in ms. */
export const detection = 10_000

/** `tcp` for what is opaque to it; `sniff` for what it looks at. */
export function protocolOf({ appProtocol, port }, annotations = {}) {
  const list = annotations['config.linkerd.io/opaque-ports']
  const opaque = list === undefined ? opaqueByDefault : list.split(',').map(Number)
  if (opaque.includes(port)) return 'tcp'
  if (appProtocol === undefined) return 'sniff'
  return { http: 'http', 'kubernetes.io/h2c': 'http2' }[appProtocol] ?? 'tcp'
}
