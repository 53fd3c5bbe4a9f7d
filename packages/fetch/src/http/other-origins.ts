// Finds the other hosts that will see a request of node:http.
import type { ClientRequest } from 'node:http'
import { originOfHost } from '@traceferry/core/internal'
import type { CallRecord } from './call-record.ts'

// These are hosts other than the one in its arguments. Those that its head names, in the path and Host, are read from
// the head.

interface Overrides {
  host?: string
  port?: string | number
  servername?: string
  /** On Node 24 and later: where the proxies of the environment are read from. */
  proxyEnv?: object
}

interface Agent {
  /** These win over the options of each request. */
  options?: Overrides
  /** The proxy of http-proxy-agent, and of others that are built on agent-base. */
  proxy?: { href?: unknown } | null
}

const SLASH = 47
const COLON = 58

/** The server name that the caller set for TLS, in the arguments of `http.request`. A gateway may route by it. */
export function servernameOf([first, second]: readonly unknown[]): string | undefined {
  const name =
    (typeof second === 'object' ? (second as Overrides | null)?.servername : undefined) ?? ownServername(first)
  return name || undefined
}

function ownServername(first: unknown): string | undefined {
  return typeof first === 'object' ? (first as Overrides | null)?.servername : undefined
}

/** The origins of the other hosts that see a request with this path; undefined for most requests. */
export function otherOrigins(
  request: ClientRequest,
  { origin, servername }: CallRecord,
  path: string,
): readonly string[] | undefined {
  const { host } = request
  const agent = (request as { agent?: Agent | null }).agent ?? undefined
  const overrides = agent?.options
  // This is where Node itself goes, whatever options are inherited or change while they are read.
  const same = typeof host !== 'string' || isHostOf(origin, host)
  const proxied =
    path.charCodeAt(0) !== SLASH || (overrides?.proxyEnv !== undefined && request.hasHeader('proxy-connection'))
  if (same && servername === undefined && !overrides?.host && !overrides?.servername && !proxied) return undefined

  const protocol = request.protocol
  const others: string[] = []
  if (!same) others.push(originOfHost(protocol, host))
  if (overrides?.host) others.push(originOfHost(protocol, overrides.host, overrides.port))
  for (const name of [servername, overrides?.servername]) if (name) others.push(originOfHost(protocol, name))
  const proxy = proxied ? proxyOf(agent) : undefined
  if (proxy !== undefined) others.push(proxy)
  return others
}

/** Whether this is the host in an origin. A host with a colon has a port in it, and no host has such a name. */
function isHostOf(origin: string, host: string): boolean {
  if (host.includes(':')) return false
  const start = origin.indexOf('//') + 2
  const end = start + host.length
  return origin.startsWith(host, start) && (end === origin.length || origin.charCodeAt(end) === COLON)
}

/**
 * The proxy that an agent sends requests through, if it can be seen: Node's own (`proxyEnv`), or that of
 * http-proxy-agent.
 */
function proxyOf(agent: Agent | undefined): string | undefined {
  if (agent === undefined) return undefined
  const symbol = Object.getOwnPropertySymbols(agent).find(({ description }) => description === 'kProxyConfig')
  const nodeProxy = symbol === undefined ? undefined : (agent as Record<symbol, Agent['proxy']>)[symbol]
  const href = (nodeProxy ?? agent.proxy)?.href
  return typeof href === 'string' && URL.canParse(href) ? new URL(href).origin : undefined
}
