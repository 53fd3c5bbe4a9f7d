// How the outbound contract sees a client library.
import type { Readable } from 'node:stream'

/** A response that has been read to its end. */
export interface Reply {
  readonly status: number
  readonly body: string
}

/** Headers in one of the shapes that clients accept. */
export type CallHeaders = object | readonly unknown[]

/** A client library, reduced to what the contract needs. Every call rejects with the library's own error. */
export interface Client {
  get(url: string, headers?: CallHeaders, signal?: AbortSignal): Promise<Reply>
  post?(url: string, body: string | Readable, headers?: CallHeaders): Promise<Reply>
  /** The same client with so few connections to this origin that calls must queue. */
  limited?(connections: number, origin: string): Client
  close?(): unknown
}

/** The shapes of headers, each with a function that makes it from a list of pairs. */
export const shapes = {
  object: (pairs: readonly (readonly [string, string])[]): CallHeaders => Object.fromEntries(pairs),
  flat: (pairs: readonly (readonly [string, string])[]): CallHeaders => pairs.flat(),
  pairs: (pairs: readonly (readonly [string, string])[]): CallHeaders => pairs.map((pair) => [...pair]),
  Headers: (pairs: readonly (readonly [string, string])[]): CallHeaders => new Headers(pairs as [string, string][]),
  Map: (pairs: readonly (readonly [string, string])[]): CallHeaders => new Map(pairs),
} as const

export type Shape = keyof typeof shapes

/** How a library differs from others. A case that does not apply to it is skipped and prints the reason. */
export interface Quirks {
  /** The shapes of headers that the library accepts. Default: an object. */
  shapes?: readonly Shape[]
  /** Why it does not follow redirects, if so. */
  noRedirects?: string
  /** Why its calls cannot be cancelled, if so. */
  noSignal?: string
  /** Why it sends no body, if so. Then it has no `post`. */
  noBody?: string
  /** Why it cannot send a stream, if so. */
  noStreams?: string
  /** Why it makes no call with a wrong URL, if so. */
  noInvalidUrl?: string
  /** Why it can call only one origin, if so: no redirects to others, no hosts outside the mesh. */
  oneOrigin?: string
  /** Set when a list of headers must include the host, as with node:http. */
  hostInLists?: boolean
  /** How many connections the crossing uses. Default: one. */
  crossings?: readonly number[]
}
