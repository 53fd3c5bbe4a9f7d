import { type Captured, capture, createPolicy, failure, type Options, run } from '@traceferry/core'
import { install } from '@traceferry/fetch'
import { type Metadata, toLines } from './metadata.ts'
import { withStart } from './with-start.ts'

interface Listener {
  onReceiveMetadata(metadata: Metadata): void
  onReceiveMessage(message: unknown): void
  onReceiveHalfClose(): void
  onCancel(): void
}

interface ServerCall {
  start(listener: Listener): void
  getPeer(): string
}

/**
 * A server interceptor that captures the tracing headers from each call's metadata and lets every call that its
 * handler makes carry them, over gRPC and HTTP. It also installs the forwarders for fetch, undici and node:http, once
 * per process.
 *
 * Throws a `TraceferryError` at start-up when an option is wrong; never throws into a call.
 *
 * @example
 * import { Server } from '@grpc/grpc-js'
 * import { traceferry } from '@traceferry/grpc'
 *
 * const server = new Server({ interceptors: [traceferry()] })
 */
export function traceferry(options?: Options): (method: never, call: never) => never {
  const policy = createPolicy(options)
  install()

  function capturedFrom(call: ServerCall, metadata: Metadata): Captured | undefined {
    try {
      const trusted = policy.trusts === undefined || policy.trusts(addressOf(call.getPeer()))
      return capture(trusted ? toLines(metadata) : [], policy)
    } catch (error) {
      failure('capture', error)
      return undefined
    }
  }

  return function traceferry(_method, nextCall) {
    const call = nextCall as ServerCall
    return withStart(call, (listener: Listener) => call.start(inContext(listener, call))) as never
  }

  function inContext(listener: Listener, call: ServerCall): Listener {
    let captured: Captured | undefined
    const within = (fn: () => void) => (captured === undefined ? fn() : run(captured, fn))
    return {
      onReceiveMetadata(metadata) {
        captured = capturedFrom(call, metadata)
        within(() => listener.onReceiveMetadata(metadata))
      },
      onReceiveMessage: (message) => within(() => listener.onReceiveMessage(message)),
      onReceiveHalfClose: () => within(() => listener.onReceiveHalfClose()),
      onCancel: () => within(() => listener.onCancel()),
    }
  }
}

/** The peer's address without its port: `10.0.0.1:5432`, `[::1]:5432`. */
function addressOf(peer: string): string {
  return peer.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')
}
