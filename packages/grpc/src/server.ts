// The server interceptor, which captures headers from each call.
import { capture, type Options } from '@traceferry/core'
import {
  bindTo,
  type Context,
  endContext,
  enter,
  environmentPolicy,
  failure,
  grpcTimeout,
  guard,
  isDisabled,
  openContext,
  type ResolvedPolicy,
  setAppPolicy,
  setRequestContext,
} from '@traceferry/core/internal'
import { install } from '@traceferry/fetch'
import { type Metadata, toLines } from './metadata.ts'
import { withMethods } from './with-methods.ts'

interface Listener {
  onReceiveMetadata(metadata: Metadata): void
  onReceiveMessage(message: unknown): void
  onReceiveHalfClose(): void
  onCancel(): void
}

interface ServerCall {
  start(listener: Listener): void
  sendStatus(status: unknown): void
  sendMessage(message: unknown, callback: () => void): void
  getPeer(): string
  getDeadline?(): Date | number
}

/** What grpc-js accepts as a `ServerInterceptor`, without its types: `never` stands in for the class of calls that it expects back. */
export type ServerInterceptor = <M, C extends object>(method: M, call: C) => never

/** Tells @traceferry/sidecar that a call has ended. */
type Ended = ((answered: boolean) => void) | undefined

/** For `interceptors: [traceferry]`, without parentheses: the options are those of the environment. */
export function traceferry<M, C extends object>(method: M, call: C): never
/**
 * A server interceptor that captures the tracing headers from each call's metadata, so that every call its handler
 * makes carries them, over gRPC and HTTP. It also installs the forwarders for fetch, undici and node:http, once per
 * process.
 *
 * Throws a `TraceferryError` at startup if an option is wrong. Never throws into a call.
 *
 * @example
 * import { Server } from '@grpc/grpc-js'
 * import { traceferry } from '@traceferry/grpc'
 *
 * const server = new Server({ interceptors: [traceferry()] })
 */
export function traceferry(options?: Options): ServerInterceptor
export function traceferry(first?: unknown, call?: unknown): ServerInterceptor | never {
  if (call !== undefined) {
    install()
    return interceptorOf(environmentPolicy())(first as never, call as never)
  }
  const policy = setAppPolicy(first as Options | undefined)
  install()
  return interceptorOf(policy)
}

function interceptorOf(policy: ResolvedPolicy): ServerInterceptor {
  function contextFrom(call: ServerCall, metadata: Metadata): { context?: Context; ended?: Ended } {
    try {
      const trusted = policy.trusts === undefined || policy.trusts(addressOf(call.getPeer()))
      const captured = capture(trusted ? toLines(metadata) : [], policy)
      const context = openContext(captured)
      setRequestContext(captured, context)
      return { context, ended: guard()?.arrived(captured, call, trusted ? deadlineLines(call) : []) }
    } catch (error) {
      failure('capture', error)
      return {}
    }
  }

  if (isDisabled()) return (_method, nextCall) => nextCall as never
  return function traceferry(_method, nextCall) {
    const call = nextCall as unknown as ServerCall
    let context: Context | undefined
    let ended: Ended
    const arrived = (metadata: Metadata) => {
      ;({ context, ended } = contextFrom(call, metadata))
    }
    const over = (answered: boolean) => {
      ended?.(answered)
      if (context !== undefined) endContext(context)
    }
    const runInContext = (fn: () => void) => (context === undefined ? fn() : enter(context, fn))
    const start = (listener: Listener) => call.start(inContext(listener, arrived, over, runInContext))
    const sendMessage = (message: unknown, callback: () => void) =>
      call.sendMessage(message, context === undefined ? callback : bindTo(context, callback))
    const sendStatus = (status: unknown) => {
      over(true)
      call.sendStatus(status)
    }
    return withMethods(call, { start, sendMessage, sendStatus }) as never
  }

  function inContext(
    listener: Listener,
    arrived: (metadata: Metadata) => void,
    over: (answered: boolean) => void,
    runInContext: (fn: () => void) => void,
  ): Listener {
    return {
      onReceiveMetadata(metadata) {
        arrived(metadata)
        runInContext(() => listener.onReceiveMetadata(metadata))
      },
      onReceiveMessage: (message) => runInContext(() => listener.onReceiveMessage(message)),
      onReceiveHalfClose: () => runInContext(() => listener.onReceiveHalfClose()),
      onCancel() {
        over(false)
        runInContext(() => listener.onCancel())
      },
    }
  }
}

/** The inbound `grpc-timeout`, which grpc-js removes from the metadata and keeps as a time of day. */
function deadlineLines(call: ServerCall): string[] {
  const at = Number(call.getDeadline?.() ?? Number.POSITIVE_INFINITY)
  return Number.isFinite(at) ? ['grpc-timeout', grpcTimeout(Math.max(1, at - Date.now()))] : []
}

/** The peer's address without its port: `10.0.0.1:5432`, `[::1]:5432`. */
function addressOf(peer: string): string {
  return peer.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')
}
