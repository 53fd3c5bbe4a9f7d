// Captures from a request, and runs what comes next in its context.
import type { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Context } from '../context/context.ts'
import { bindEvents, contextOf, contextOfResponse } from '../context/emitters.ts'
import { currentContext, enter } from '../context/enter.ts'
import { capturedIn, endContext, openContext } from '../context/open-context.ts'
import { whenSettled } from '../context/when-settled.ts'
import { rawHeadersOf, readProperty } from '../engine/read-property.ts'
import { topGuard } from '../outbound/guard.ts'
import { type Policy, resolved } from '../policy/policy.ts'
import { isDisabled } from '../shared/is-disabled.ts'
import { failure } from '../shared/warn-once.ts'
import { capture } from './capture.ts'
import type { Captured } from './captured.ts'
import { setRequestContext } from './captured-set.ts'
import { linesOf } from './lines-of.ts'

/**
 * The whole inbound side, which all adapters share. It captures from the request, keeps the events of the request and
 * its response in the context, and runs `next` there, exactly once, passing on what it returns or throws. If the same
 * request comes again with the same options (a server wrapped by `register`, and an adapter's setup line), it is
 * captured once.
 *
 * The captured set expires some time after the response is closed; without a response, some time after `next` is done.
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
  if (isDisabled()) return next()
  let context: Context | undefined
  try {
    const lines = rawHeadersOf(request) as string[] | null | undefined
    context = contextOf(request, lines)
    const opened = context !== undefined && currentContext() === context
    context ??= (response && contextOfResponse(response)) ?? openContext()
    if (!context.expired && keyOf(capturedIn(context)?.policy) !== keyOf(policy))
      fill(context, request, lines, response, policy)
    // If it was opened when the request came in, its events are bound already.
    if (!opened) bindEvents(request, response, context)
  } catch (error) {
    failure('capture', error)
  }
  if (context?.captured === undefined || currentContext() === context) return next()
  const open = context
  if (response !== undefined || lasts(request)) return enter(open, next)
  return whenSettled(
    () => enter(open, next),
    () => endContext(open),
  )
}

function fill(
  context: Context,
  request: IncomingMessage,
  brought: readonly string[] | null | undefined,
  response: EventEmitter | undefined,
  policy: Policy,
): void {
  const { trusts } = resolved(policy)
  const trusted = trusts === undefined || trusts(request.socket?.remoteAddress ?? '')
  // Mocks and bridges for serverless platforms have only `headers`.
  const lines = !trusted ? [] : brought?.length ? brought : linesOf(request)
  const captured = capture(lines, policy)
  setRequestContext(captured, context)
  context.captured = captured
  if (response !== undefined) tellGuard(captured, request, lines, response)
  // After an upgrade or CONNECT there is no response, and the request is open as long as its socket.
  else if (lasts(request)) request.socket.once('close', () => endContext(context))
}

function lasts(request: IncomingMessage): boolean {
  return readProperty(request, 'upgrade') === true && request.socket !== undefined
}

/** For a request that @traceferry/sidecar limits: tells it when the limit no longer matters. */
function tellGuard(captured: Captured, request: object, lines: readonly string[], response: EventEmitter): void {
  const ended = topGuard()?.arrived(captured, request, lines)
  if (ended === undefined) return
  response.once('finish', () => ended(true))
  response.once('close', () => ended((response as Partial<ServerResponse>).writableEnded === true))
}

function keyOf(policy: Policy | undefined): string | symbol | undefined {
  return policy && resolved(policy).key
}
