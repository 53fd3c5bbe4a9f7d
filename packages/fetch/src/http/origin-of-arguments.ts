// Finds where a request of node:http goes, from its arguments.
import { originOfHost } from '@traceferry/core/internal'

const { urlToHttpOptions } = process.getBuiltinModule('node:url')

/** The options of a request that tell where it goes. */
export interface Destination {
  protocol?: string | null | undefined
  hostname?: string | null | undefined
  host?: string | null | undefined
  port?: number | string | null | undefined
  defaultPort?: number | string | undefined
  agent?: object | false | null | undefined
}

// A URL whose origin can be read without parsing. Parsing a URL costs 4 microseconds, and Node will do it again.
const usual = new Set<unknown>([undefined, 80, 443])
const PLAIN = /^https?:\/\/[a-z0-9._-]+(?::\d{1,5})?(?=\/)/i

/**
 * The origin in the arguments of `http.request`, in any of its forms: (url, options, callback), (url, callback),
 * (options, callback). Undefined for arguments that Node will refuse.
 */
export function originOfArguments(args: readonly unknown[], fallback: string): string | undefined {
  const [first, second] = args
  const plain = typeof first === 'string' && !redirects(second) ? plainOrigin(first) : undefined
  if (plain !== undefined) return plain
  const url = urlOf(first)
  if (typeof first === 'string' && url === undefined) return undefined
  const options = (url === undefined ? first : typeof second === 'function' ? undefined : second) as Destination
  if (url === undefined) return originOfOptions(options, fallback)
  return originOfOptions({ ...(urlToHttpOptions(url) as Destination), ...overridesOf(options) }, fallback)
}

/** The options that win over the URL. Nothing else is read from them. */
function overridesOf(options: Destination | null | undefined): Destination {
  const overrides: Destination = {}
  for (const name of ['protocol', 'hostname', 'host', 'port', 'defaultPort', 'agent'] as const) {
    if (Object.hasOwn(options ?? {}, name)) overrides[name] = options?.[name] as never
  }
  return overrides
}

// Most calls of a service go where the last one went. So they share one string, whose hash is known.
let last = ' '

function plainOrigin(url: string): string | undefined {
  if (url.startsWith(last) && url[last.length] === '/') return last
  const plain = PLAIN.exec(url)
  if (plain !== null) last = plain[0]
  return plain?.[0]
}

/** Node does not parse the host in the options: it is looked up as it is. */
export function originOfOptions(options: Destination | null | undefined, fallback: string): string {
  const { protocol, hostname, host, port, defaultPort, agent } = options ?? {}
  const number = port || defaultPort || ((agent || undefined) as Destination | undefined)?.defaultPort
  return originOfHost(protocol ?? fallback, hostname || host || 'localhost', number)
}

/** Whether the options lead to another place than the URL. */
function redirects(options: unknown): boolean {
  if (typeof options !== 'object' || options === null) return false
  const { protocol, hostname, host, port, defaultPort, agent } = options as Destination
  const agentOptions = (agent || undefined) as Destination | undefined
  return Boolean(protocol || hostname || host || port || defaultPort || !usual.has(agentOptions?.defaultPort))
}

/**
 * What Node accepts as a URL: a string, or an object that looks like one, such as a URL of another realm (jest, vm).
 */
function urlOf(first: unknown): URL | undefined {
  if (typeof first === 'string') return URL.canParse(first) ? new URL(first) : undefined
  // In the order in which Node reads them, and no more than it does: a getter may answer differently the next time.
  const asked = (first ?? {}) as Record<string, unknown>
  if (!asked.href || !asked.protocol) return undefined
  return asked.auth === undefined && asked.path === undefined ? (first as URL) : undefined
}
