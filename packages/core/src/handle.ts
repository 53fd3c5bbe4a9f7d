import type { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { type Captured, capture } from './capture.ts'
import { run } from './context.ts'
import { bindEmitter, capturedOf } from './emitters.ts'
import type { Policy } from './policy.ts'
import { failure } from './warning.ts'

/**
 * The whole way in, which every adapter shares: captures from the request, keeps its and its response's events in the
 * context, and runs `next` there, exactly once, passing on what it returns or throws. When the same request comes by
 * again with the same options (a server wrapped by `register` and an adapter's line), it is captured once.
 *
 * @example
 * handle(request, response, policy, next)
 */
export function handle<R>(
  request: IncomingMessage,
  response: EventEmitter | undefined,
  policy: Policy,
  next: () => R,
): R {
  let captured: Captured | undefined
  try {
    captured = capturedOf(request)
    if (captured?.policy.key !== policy.key) {
      const trusted = policy.trusts === undefined || policy.trusts(request.socket?.remoteAddress ?? '')
      captured = capture(trusted ? request.rawHeaders : [], policy)
    }
    bindEmitter(request, captured)
    if (response !== undefined) bindEmitter(response, captured)
  } catch (error) {
    failure('capture', error)
  }
  return captured === undefined ? next() : run(captured, next)
}
