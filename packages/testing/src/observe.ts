import diagnosticsChannel from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
import { isMainThread } from 'node:worker_threads'
import { current, type ForwardMessage } from '@traceferry/core'
import { mainGlobal, namesOf } from '@traceferry/core/internal'
import { lineOfApp, publisher, shown } from './stack.ts'
import { inRequest } from './working.ts'

/** A call as it was seen leaving the process, whatever traceferry thought of it. */
export interface SeenCall {
  readonly kind: 'call'
  readonly origin: string
  readonly method: string
  readonly path: string
  /** Whether it was made while a request was handled, by a record of our own that does not depend on traceferry. */
  readonly inRequest: boolean
  /** Whether traceferry had a captured set where it was made. */
  readonly captured: boolean
  /** Whether the forwarders were installed. */
  readonly installed: boolean
  readonly client: string
  /** Whether the client is one that the forwarders reach. */
  readonly reached: boolean
  /** The line of the app that made it, where the stack still tells. */
  readonly at?: string | undefined
}

/** What traceferry decided on a call, as it says on its diagnostics channel. */
export interface SeenDecision {
  readonly kind: 'decision'
  readonly origin: string
  readonly forwarded: readonly string[]
  readonly reason?: string | undefined
  /** The names in the captured set. */
  readonly captured: readonly string[]
}

export type Seen = SeenCall | SeenDecision

/**
 * Tells of every call that leaves this process, and of every decision of traceferry's. Nothing is changed: Node's clients
 * and undici speak on diagnostics channels. Not `undici:request:create`: who listens there counts as a tracer for
 * traceferry, which would then leave it some headers. Returns what ends it.
 */
export function observe(tell: (seen: Seen) => void): () => void {
  const made = new WeakMap<object, Circumstances>()
  const listeners: Record<string, (message: never) => void> = {
    'traceferry:forward': ({ origin, forwarded, reason }: ForwardMessage) => {
      const captured = namesOf(current()?.headers ?? [])
      tell({ kind: 'decision', origin, forwarded, reason, captured })
    },
    // Node 22 and later: the moment at which the call is made, with the app on the stack.
    'http.client.request.created': ({ request }: { request: ClientRequest }) => void made.set(request, circumstances()),
    'http.client.request.start': ({ request }: { request: ClientRequest }) => {
      const origin = `${request.protocol}//${hostOf(request)}`
      const { method, path } = request
      const call = { origin, method, path: pathOnly(path), ...httpClient() }
      tell({ kind: 'call', ...call, ...(made.get(request) ?? circumstances()) })
    },
    'undici:client:sendHeaders': ({ request }: { request: UndiciRequest }) => {
      const { origin, method, path } = request
      tell({ kind: 'call', origin: String(origin), method, path, ...clientOf(publisher()), ...circumstances() })
    },
  }
  for (const [name, listener] of Object.entries(listeners)) diagnosticsChannel.subscribe(name, listener as never)
  return () => {
    for (const [name, listener] of Object.entries(listeners)) diagnosticsChannel.unsubscribe(name, listener as never)
  }
}

interface UndiciRequest {
  readonly origin: string | URL
  readonly method: string
  readonly path: string
}

type Circumstances = Pick<SeenCall, 'inRequest' | 'captured' | 'installed' | 'at'>

function circumstances(): Circumstances {
  return {
    inRequest: inRequest(),
    captured: current() !== undefined,
    installed: (mainGlobal as unknown as Record<symbol, unknown>)[Symbol.for('traceferry.install.v2')] !== undefined,
    at: lineOfApp(),
  }
}

/** Which copy of undici publishes: Node's own, one from npm, or one that somebody has put into a file of the app's. */
function clientOf(file: string | undefined): Pick<SeenCall, 'client' | 'reached'> {
  // Preloads run in worker threads, too; the context and the forwarders of the main thread do not reach there.
  if (!isMainThread) return { client: 'a worker thread', reached: false }
  if (file === undefined) return { client: 'undici', reached: true }
  if (file.startsWith('node:')) return { client: 'built-in fetch', reached: true }
  if (/[\\/]lib[\\/]dispatcher[\\/]client-h\d\.js$/.test(file)) return { client: 'undici', reached: true }
  return { client: `a copy of undici inside ${shown(file)}`, reached: false }
}

function httpClient(): Pick<SeenCall, 'client' | 'reached'> {
  return isMainThread ? { client: 'node:http', reached: true } : { client: 'a worker thread', reached: false }
}

/** A request with a list of headers keeps them as text only. */
function hostOf(request: ClientRequest): string {
  const own = request.getHeader('host')
  if (own !== undefined) return String(own)
  const head = (request as unknown as { _header?: string })._header ?? ''
  return /\r\nhost: *([^\r\n]+)/i.exec(head)?.[1] ?? request.host
}

/** Through a proxy the path is a whole URL. */
function pathOnly(path: string): string {
  return path.replace(/^https?:\/\/[^/]*/i, '') || '/'
}
