// Watches the calls that leave this process.
import diagnosticsChannel from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
import { isMainThread } from 'node:worker_threads'
import { current, type ForwardMessage } from '@traceferry/core'
import { isDisabled, mainGlobal, namesOf } from '@traceferry/core/internal'
import { inRequest } from './follow.ts'
import { lineOfApp, publisher, shown } from './stack.ts'

/** A call as it was seen leaving the process, with or without a decision of traceferry. */
export interface SeenCall {
  readonly kind: 'call'
  readonly origin: string
  readonly method: string
  readonly path: string
  /** Whether it was made while a request was handled. This record does not depend on traceferry. */
  readonly inRequest: boolean
  /** Whether traceferry had a captured set where it was made. */
  readonly captured: boolean
  /** Whether the forwarders were installed. */
  readonly installed: boolean
  /** Whether TRACEFERRY_DISABLED switches traceferry off. */
  readonly disabled: boolean
  readonly client: string
  /** Whether traceferry wraps this client. */
  readonly isWrapped: boolean
  /** The line of the app that made the call, if the stack still shows it. */
  readonly at?: string | undefined
}

/** traceferry's decision on a call, from its diagnostics channel. */
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
 * Reports every call that leaves this process, and every decision of traceferry. It changes nothing: Node's clients and undici
 * publish to diagnostics channels. It does not use `undici:request:create`, because traceferry treats a subscriber there as a
 * tracer and leaves some headers to it. Returns a function that ends it.
 */
export function observe(tell: (seen: Seen) => void): () => void {
  const madeIn = new WeakMap<object, Circumstances>()
  const listeners: Record<string, (message: never) => void> = {
    'traceferry:forward': ({ origin, forwarded, reason }: ForwardMessage) => {
      const captured = namesOf(current()?.headers ?? [])
      tell({ kind: 'decision', origin, forwarded, reason, captured })
    },
    // Node 22 and later: published when the call is made, with the app on the stack.
    'http.client.request.created': ({ request }: { request: ClientRequest }) =>
      void madeIn.set(request, circumstances()),
    'http.client.request.start': ({ request }: { request: ClientRequest }) => {
      const origin = `${request.protocol}//${hostOf(request)}`
      const { method, path } = request
      const call = { origin, method, path: pathOnly(path), ...httpClient() }
      tell({ kind: 'call', ...call, ...(madeIn.get(request) ?? circumstances()) })
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

type Circumstances = Pick<SeenCall, 'inRequest' | 'captured' | 'installed' | 'disabled' | 'at'>

function circumstances(): Circumstances {
  return {
    inRequest: inRequest(),
    captured: current() !== undefined,
    installed: (mainGlobal as unknown as Record<symbol, unknown>)[Symbol.for('traceferry.install.v2')] !== undefined,
    disabled: isDisabled(),
    at: lineOfApp(),
  }
}

/** Which copy of undici publishes: Node's own, one from npm, or one bundled into a file of the app. */
function clientOf(file: string | undefined): Pick<SeenCall, 'client' | 'isWrapped'> {
  // Preloads also run in worker threads, which the context and the forwarders of the main thread do not cover.
  if (!isMainThread) return { client: 'a worker thread', isWrapped: false }
  if (file === undefined) return { client: 'undici', isWrapped: true }
  if (file.startsWith('node:')) return { client: 'built-in fetch', isWrapped: true }
  if (/[\\/]lib[\\/]dispatcher[\\/]client-h\d\.js$/.test(file)) return { client: 'undici', isWrapped: true }
  return { client: `a copy of undici inside ${shown(file)}`, isWrapped: false }
}

function httpClient(): Pick<SeenCall, 'client' | 'isWrapped'> {
  return isMainThread ? { client: 'node:http', isWrapped: true } : { client: 'a worker thread', isWrapped: false }
}

/** The host of a request. A request with a list of headers keeps them only as text. */
function hostOf(request: ClientRequest): string {
  const header = request.getHeader('host')
  if (header !== undefined) return String(header)
  const head = (request as unknown as { _header?: string })._header ?? ''
  return /\r\nhost: *([^\r\n]+)/i.exec(head)?.[1] ?? request.host
}

/** The path of a request, which is a whole URL when it goes through a proxy. */
function pathOnly(path: string): string {
  return path.replace(/^https?:\/\/[^/]*/i, '') || '/'
}
