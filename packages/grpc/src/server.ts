import { type Captured, capture, createPolicy, failure, guard, type Options, run } from '@traceferry/core'
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
  getPeer(): string
  getDeadline?(): Date | number
}

/** Tells @traceferry/deadline the end of a call. */
type Ended = ((answered: boolean) => void) | undefined

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

  function capturedFrom(call: ServerCall, metadata: Metadata): { captured?: Captured; ended?: Ended } {
    try {
      const trusted = policy.trusts === undefined || policy.trusts(addressOf(call.getPeer()))
      const captured = capture(trusted ? toLines(metadata) : [], policy)
      return { captured, ended: guard()?.arrived(captured, call, trusted ? deadlineLines(call) : []) }
    } catch (error) {
      failure('capture', error)
      return {}
    }
  }

  return function traceferry(_method, nextCall) {
    const call = nextCall as ServerCall
    let ended: Ended
    const start = (listener: Listener) =>
      call.start(
        inContext(listener, call, (end) => {
          ended = end
        }),
      )
    const sendStatus = (status: unknown) => {
      ended?.(true)
      call.sendStatus(status)
    }
    return withMethods(call, { start, sendStatus }) as never
  }

  function inContext(listener: Listener, call: ServerCall, arrived: (ended: Ended) => void): Listener {
    let captured: Captured | undefined
    let ended: Ended
    const within = (fn: () => void) => (captured === undefined ? fn() : run(captured, fn))
    return {
      onReceiveMetadata(metadata) {
        ;({ captured, ended } = capturedFrom(call, metadata))
        arrived(ended)
        within(() => listener.onReceiveMetadata(metadata))
      },
      onReceiveMessage: (message) => within(() => listener.onReceiveMessage(message)),
      onReceiveHalfClose: () => within(() => listener.onReceiveHalfClose()),
      onCancel() {
        ended?.(false)
        within(() => listener.onCancel())
      },
    }
  }
}

/** What came as `grpc-timeout`: grpc-js takes it out of the metadata and keeps it as a time of day. */
function deadlineLines(call: ServerCall): string[] {
  const at = Number(call.getDeadline?.() ?? Number.POSITIVE_INFINITY)
  const ms = Math.min(99_999_999, Math.max(1, Math.floor(at - Date.now())))
  return Number.isFinite(at) ? ['grpc-timeout', `${ms}m`] : []
}

/** The peer's address without its port: `10.0.0.1:5432`, `[::1]:5432`. */
function addressOf(peer: string): string {
  return peer.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')
}
