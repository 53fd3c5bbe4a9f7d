// The shape of a server that drains with the process, and of the result.
import type { Socket } from 'node:net'
import type { GracefulSettings } from './graceful-options.ts'
import type { NodeServer, Protocol } from './node-server.ts'

/** A server that drains with the process. */
export interface ManagedServer extends Protocol {
  readonly server: NodeServer
  /** The settings of the last gracefulServer() call. */
  plan: GracefulSettings
  /** Open connections, including upgraded ones. */
  readonly sockets: ReadonlyMap<Socket, number>
  /** Closes more than the server itself, such as a Fastify instance. */
  close?: (() => unknown) | undefined
}

/** The result of a drain. */
export interface DrainResult {
  /** How long the drain took, in ms. */
  readonly tookMs: number
  /** How many requests did not end within `graceMs` and were cut. */
  readonly cut: number
}
