import type { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Captured, capture } from './capture.ts'
import { run } from './context.ts'
import { bindEvents, capturedOf } from './emitters.ts'
import { topGuard } from './guard.ts'
import type { Policy } from './policy.ts'
import { see } from './see.ts'
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
      const lines = trusted ? (see(request, 'rawHeaders') as string[]) : []
      captured = capture(lines, policy)
      if (response !== undefined) tellGuard(captured, request, lines, response)
    }
    bindEvents(request, response, captured)
  } catch (error) {
    failure('capture', error)
  }
  return captured === undefined ? next() : run(captured, next)
}

/** For a request that @traceferry/deadline limits: it must know when the limit is nobody's concern any more. */
function tellGuard(captured: Captured, request: object, lines: readonly string[], response: EventEmitter): void {
  const ended = topGuard()?.arrived(captured, request, lines)
  if (ended === undefined) return
  response.once('finish', () => ended(true))
  response.once('close', () => ended((response as Partial<ServerResponse>).writableEnded === true))
}
