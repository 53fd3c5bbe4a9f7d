// Applies the guard's time limits to gRPC calls.
import { type Captured, current } from '@traceferry/core'
import { callGuard, failure, type Guard } from '@traceferry/core/internal'
import type { ClientCall } from './client-call.ts'
import type { Metadata } from './metadata.ts'
import type { Methods } from './with-methods.ts'

// gRPC has its own deadlines, and sends them as `grpc-timeout` itself.

/** The part of a call's options that we need. */
export interface CallOptions {
  deadline?: Date | number
  method_definition?: { responseStream?: boolean }
}

interface Listener {
  onReceiveStatus?(status: unknown, ...rest: unknown[]): void
}

const [CANCELLED, DEADLINE_EXCEEDED] = [1, 4]

/** The options with the time that the request has left as the deadline, unless the caller's own is sooner. */
export function limitDeadline(options: CallOptions): CallOptions {
  try {
    const { captured, guard } = guardOf(options)
    const left = captured && guard?.remaining(captured)
    if (left === undefined) return options
    return { ...options, deadline: Math.min(Date.now() + left, Number(options.deadline ?? Number.POSITIVE_INFINITY)) }
  } catch (error) {
    failure('a gRPC deadline', error)
    return options
  }
}

/**
 * The methods of a call that must not be sent; undefined if it may be sent. grpc-js would send a call whose deadline
 * has just passed, so this call is never started, and its listener gets the status.
 */
export function refusedMethods(options: CallOptions): Methods | undefined {
  const { captured, guard } = guardOf(options)
  const refusal = captured && guard?.refusal(captured)
  if (refusal === undefined) return undefined
  const nothing = () => {}
  const start = (metadata: Metadata, listener?: Listener) => {
    const empty = new (metadata.constructor as new () => Metadata)()
    const status = { code: statusOf(refusal), details: refusal.message, metadata: empty }
    process.nextTick(() => listener?.onReceiveStatus?.(status))
  }
  const silent = ['sendMessage', 'sendMessageWithContext', 'halfClose', 'startRead', 'cancelWithStatus']
  return { start, ...Object.fromEntries(silent.map((name) => [name, nothing])) }
}

/** Lets the guard end a call that starts now. Returns a listener that tells the guard when the call is over. */
export function endCall(call: ClientCall, options: CallOptions, listener: unknown): unknown {
  const { captured, guard } = guardOf(options)
  if (captured === undefined || guard === undefined) return listener
  const forget = guard.watch(captured, (reason) => call.cancelWithStatus(statusOf(reason), reason.message))
  if (forget === undefined) return listener
  const told = (listener ?? {}) as Listener
  const onReceiveStatus = (...args: [unknown]) => {
    forget()
    told.onReceiveStatus?.(...args)
  }
  // Not a copy: the class of grpc-js's own listener has its methods.
  return Object.create(told, { onReceiveStatus: { value: onReceiveStatus } })
}

function statusOf(reason: Error): number {
  return reason.name === 'DeadlineExceeded' ? DEADLINE_EXCEEDED : CANCELLED
}

/** A deadline does not cut a stream of responses, unless the user says so. */
function guardOf(options: CallOptions): { captured?: Captured | undefined; guard?: Guard | undefined } {
  const captured = current()
  const guard = captured && callGuard()
  const stream = options.method_definition?.responseStream === true
  return guard === undefined || (stream && !guard.streams) ? {} : { captured, guard }
}
