// A server that stops with the process, and how stopping ended.
import type { Socket } from 'node:net'
import type { GracefulSettings } from './graceful-options.ts'
import type { NodeServer, Protocol } from './node-server.ts'

/** A server that stops with us. */
export interface ManagedServer extends Protocol {
  readonly server: NodeServer
  /** Of the last time that it was said. */
  plan: GracefulSettings
  /** Open connections, upgraded ones among them. */
  readonly sockets: ReadonlyMap<Socket, number>
  /** What closes more than the server does. */
  close?: (() => unknown) | undefined
}

/** How it ended. */
export interface DrainResult {
  /** From the start of it. */
  readonly tookMs: number
  /** Requests that had not ended after `graceMs` and were cut; 0 is what everybody wants. */
  readonly cut: number
}
