import type { Readable } from 'node:stream'

/** What came back, once it has been read to its end. */
export interface Reply {
  readonly status: number
  readonly body: string
}

/** Headers in one of the shapes that clients take. */
export type CallHeaders = object | readonly unknown[]

/** A client library, reduced to what the contract needs. Every call rejects with the library's own error. */
export interface Client {
  get(url: string, headers?: CallHeaders, signal?: AbortSignal): Promise<Reply>
  post?(url: string, body: string | Readable, headers?: CallHeaders): Promise<Reply>
  /** The same client through so few connections to this origin that calls must queue. */
  limited?(connections: number, origin: string): Client
  close?(): unknown
}

/** Names of header shapes, and how a list of pairs is written in each. */
export const shapes = {
  object: (pairs: readonly (readonly [string, string])[]): CallHeaders => Object.fromEntries(pairs),
  flat: (pairs: readonly (readonly [string, string])[]): CallHeaders => pairs.flat(),
  pairs: (pairs: readonly (readonly [string, string])[]): CallHeaders => pairs.map((pair) => [...pair]),
  Headers: (pairs: readonly (readonly [string, string])[]): CallHeaders => new Headers(pairs as [string, string][]),
  Map: (pairs: readonly (readonly [string, string])[]): CallHeaders => new Map(pairs),
} as const

export type Shape = keyof typeof shapes

/** In what a library differs from the others; a case that does not apply to it is not run, and says why. */
export interface Quirks {
  /** Shapes of headers that the library takes. Default: an object. */
  shapes?: readonly Shape[]
  /** Why it does not follow redirects, if so. */
  noRedirects?: string
  /** Why its calls cannot be cancelled, if so. */
  noSignal?: string
  /** Why it sends no body, if so; it has no `post` then. */
  noBody?: string
  /** Why it cannot send a stream, if so. */
  noStreams?: string
  /** Why no call with a wrong URL is made, if so. */
  noInvalidUrl?: string
  /** Why it can reach one origin only, if so: no redirects to others, no hosts outside the mesh. */
  oneOrigin?: string
  /** Set where lists of headers must name the host themselves, as with node:http. */
  hostInLists?: boolean
  /** Over how many connections the crossing goes. Default: one. */
  crossings?: readonly number[]
}
