// How Istio and Linkerd read the protocol of a Service port. Each has its own table, because a value can mean two things.
import type { ServicePort } from './services.ts'

/** A protocol as a sidecar sees it. `sniff` means that it must look at the first bytes. */
export type Protocol = 'http' | 'http2' | 'tls' | 'tcp' | 'sniff'

const istioNames: Record<string, Protocol> = {
  http: 'http',
  http2: 'http2',
  grpc: 'http2',
  'grpc-web': 'http2',
  https: 'tls',
  tls: 'tls',
  tcp: 'tcp',
  mongo: 'tcp',
  mysql: 'tcp',
  redis: 'tcp',
  hbone: 'http2',
}
const istioAppProtocols: Record<string, Protocol> = {
  ...istioNames,
  'kubernetes.io/h2c': 'http2',
  'kubernetes.io/ws': 'http',
  'kubernetes.io/wss': 'tls',
}
/** As of Linkerd 2.18. It treats any other value as opaque bytes, without routes, retries or spans. */
const linkerdAppProtocols: Record<string, Protocol> = { http: 'http', 'kubernetes.io/h2c': 'http2' }

/** Ports where Istio never looks at the bytes, because the server may speak first. */
const istioNeverSniffs = new Set([25, 53, 3306, 27017])
/** Linkerd's default list of opaque ports. An annotation replaces the whole list. */
export const linkerdOpaque: readonly number[] = [25, 587, 3306, 4444, 5432, 6379, 9300, 11211]

/** Usual ports of servers that speak first. A sidecar that waits for the client's first bytes waits forever. */
export const serverFirst: Readonly<Record<number, string>> = {
  21: 'FTP',
  22: 'SSH',
  25: 'SMTP',
  110: 'POP3',
  143: 'IMAP',
  587: 'SMTP',
  3306: 'MySQL',
  4222: 'NATS',
  5900: 'VNC',
}

export function istioProtocol({ appProtocol, name, port }: ServicePort): Protocol {
  if (appProtocol !== undefined) return istioAppProtocols[appProtocol.toLowerCase()] ?? 'sniff'
  const byName = protocolOfName(name)
  if (byName) return byName
  return istioNeverSniffs.has(port) ? 'tcp' : 'sniff'
}

/** Reads the protocol from a port name. `grpc-web-api` means grpc-web, not grpc. */
export function protocolOfName(name: string): Protocol | undefined {
  const [first, second] = name.toLowerCase().split('-')
  return first === 'grpc' && second === 'web' ? 'http2' : istioNames[first ?? '']
}

/** The protocol that Linkerd reads from an appProtocol, in any case. An unknown value is TCP, which means opaque. */
export function linkerdProtocol(appProtocol: string): Protocol {
  return linkerdAppProtocols[appProtocol.toLowerCase()] ?? 'tcp'
}

/** The protocol that Istio reads from an appProtocol; undefined for a value that it does not know. */
export function istioAppProtocol(appProtocol: string): Protocol | undefined {
  const key = appProtocol.toLowerCase()
  return Object.hasOwn(istioAppProtocols, key) ? istioAppProtocols[key] : undefined
}

export function isKnownToIstio(appProtocol: string): boolean {
  return istioAppProtocol(appProtocol) !== undefined
}

/** A replacement that means the same HTTP protocol to both meshes. Undefined when the value is not HTTP. */
export function portable(appProtocol: string): string | undefined {
  // The tunnel between Istio's own proxies, which no app speaks.
  if (/^hbone$/i.test(appProtocol)) return undefined
  const protocol = istioAppProtocol(appProtocol)
  if (/^grpc-web$/i.test(appProtocol)) return 'http'
  if (protocol === 'http2') return 'kubernetes.io/h2c'
  return protocol === 'http' ? 'http' : undefined
}

/**
 * The protocol of a port in which the server speaks first, by its number. `port: 13306, targetPort: 3306` is MySQL under another
 * number, unless the port declares what it is. 4444 and 5900 behind another number are too often something else.
 */
export function speaksFirst(port: ServicePort): string | undefined {
  const target = Number(port.targetPort)
  const isRenamed = target !== port.port && target !== 4444 && target !== 5900 && istioProtocol(port) === 'sniff'
  return serverFirst[port.port] ?? (isRenamed ? serverFirst[target] : undefined)
}
