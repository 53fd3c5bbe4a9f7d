// The types of the inbound contract.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clients } from '../clients.ts'
import type { Echo } from '../echo.ts'

/** The app, in terms that every framework has. It runs behind the adapter's one line. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>

export interface Setup {
  /** Passed to the adapter unchanged, even when they are wrong. */
  options?: unknown
  /** How often the app has the adapter's line; 0 means the framework without traceferry. Default: 1. */
  lines?: 0 | 1 | 2
  /** Runs in the framework's error handler, which then answers 500 "handled". */
  onError?: () => void | Promise<void>
  /** Runs in the framework's 404 handler, which then answers 404 "missing". The path /missing has no route. */
  onMissing?: () => void | Promise<void>
}

export interface Served {
  readonly url: string
  close(): Promise<unknown> | unknown
}

/** What a framework may lack. */
export type Ability = 'error handler' | 'missing handler' | 'default error answer' | 'two lines'

/** How a test of an adapter starts a server of its framework. */
export interface Adapter {
  /** Listens on 127.0.0.1. Wrong options must make it fail the way users of the framework would see it. */
  start(handler: Handler, setup: Setup): Promise<Served>
  /** What the framework lacks, with the reason. Cases that need it are skipped and print the reason. */
  readonly lacks?: Partial<Record<Ability, string>>
}

/** What a case of the contract uses. */
export interface World {
  readonly echo: Echo
  readonly clients: Clients
  /** Starts a server that closes after the test. */
  serve(handler: Handler, setup?: Setup): Promise<string>
}

/** A named case of the contract. */
export interface Case {
  readonly name: string
  readonly needs?: Ability
  run(world: World): Promise<void>
}
