// The servers of Node, and what each protocol does to stop.
import type { Server as HttpServer } from 'node:http'
import type { Server as NetServer } from 'node:net'

/** A server of node:http, https or http2. HTTP/2 servers do not have the optional methods. */
export type NodeServer = NetServer &
  Partial<Pick<HttpServer, 'keepAliveTimeout' | 'closeIdleConnections' | 'closeAllConnections'>>

/** How one protocol stops. */
export interface Protocol {
  /** From now on, every answer tells the caller to close the connection. */
  letGo(): void
  /** Accepts no more requests. Each connection closes after its last request. */
  finish(): void
  /** How many requests have not ended. */
  busy(): number
}
