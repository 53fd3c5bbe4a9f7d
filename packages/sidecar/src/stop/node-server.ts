import type { Server as HttpServer } from 'node:http'
import type { Server as NetServer } from 'node:net'

/** Any of node:http, https and http2. The methods are absent on HTTP/2 servers. */
export type NodeServer = NetServer &
  Partial<Pick<HttpServer, 'keepAliveTimeout' | 'closeIdleConnections' | 'closeAllConnections'>>

/** One protocol's part in stopping. */
export interface Protocol {
  /** From now on every answer tells its caller to let go of the connection. */
  letGo(): void
  /** No request is wanted any more: connections end with the last request that runs on them. */
  finish(): void
  /** Requests that have not ended. */
  busy(): number
}
