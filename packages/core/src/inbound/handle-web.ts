// Captures from a request without events, such as a web Request, and runs what handles it in its context.
import type { Context } from '../context/context.ts'
import { currentContext, enter } from '../context/enter.ts'
import { endContext, openContext } from '../context/open-context.ts'
import { whenSettled } from '../context/when-settled.ts'
import { type Policy, resolved } from '../policy/policy.ts'
import { isDisabled } from '../shared/is-disabled.ts'
import { slot } from '../shared/slot.ts'
import { failure } from '../shared/warn-once.ts'
import { capture } from './capture.ts'
import { cameAs, setRequestContext } from './captured-set.ts'
import { linesIn } from './lines-of.ts'

// For all copies of this package: a wrapped server and a framework's line pass the same Request.
const contexts: WeakMap<object, Context> = slot(Symbol.for('traceferry.web-requests.v1'), () => new WeakMap())

/** How long the request lasts; undefined: until what `next` returns has settled. */
type Lasts = ((end: () => void) => void) | undefined

/**
 * The inbound side for requests that are plain objects with `headers` in any shape: a web Request, the event of a Lambda. It
 * captures from the request, and runs `next` in its context, exactly once, passing on what it returns or throws. If the same request comes again with the
 * same options, it is captured once. The captured set expires some time after what `next` returned has settled.
 *
 * @example
 * handleWeb(request, request.headers, policy, () => handler(request))
 */
export function handleWeb<R>(request: object, headers: unknown, policy: Policy, next: () => R, lasts?: Lasts): R {
  if (isDisabled()) return next()
  let context: Context | undefined
  try {
    const known = contexts.get(request)
    if (known !== undefined && isOpen(known, policy)) return enter(known, next)
    context = open(headers, policy)
    contexts.set(request, context)
  } catch (error) {
    failure('capture', error)
    return next()
  }
  const opened = context
  if (opened.part !== undefined || opened === serverContext()) return enter(opened, next)
  if (lasts !== undefined) {
    lasts(() => endContext(opened))
    return enter(opened, next)
  }
  return whenSettled(
    () => enter(opened, next),
    () => endContext(opened),
  )
}

/** A platform may pass the same event again, as a retry. */
function isOpen(context: Context, policy: Policy): boolean {
  const { captured, part, expiresAt } = context
  return (
    captured !== undefined &&
    (part ?? context).expiresAt === 0 &&
    expiresAt === 0 &&
    keyOf(captured.policy) === keyOf(policy)
  )
}

function keyOf(policy: Policy): unknown {
  return resolved(policy).key
}

function open(headers: unknown, policy: Policy): Context {
  const captured = capture(isTrusted(policy) ? (linesIn(headers) ?? []) : [], policy)
  const server = serverContext()
  if (server === undefined) return openContext(captured)
  // Within a node:http server, it ends with that server's request, when the answer has been sent.
  fill(server, policy)
  const { captured: there } = server
  const same = there !== undefined && keyOf(there.policy) === keyOf(policy) && cameAs(captured, there)
  return same ? server : openContext(captured, server)
}

/** The context that a node:http server opened around this code. */
function serverContext(): Context | undefined {
  const around = currentContext()
  return around?.part ?? around
}

/**
 * The server reads a streamed body in its own context, after the handler has returned. So that context gets the headers of the
 * server's own request, and never those of the web Request: a queue may have brought that one here from another request.
 */
function fill(server: Context, policy: Policy): void {
  if (server.lines === undefined || server.captured !== undefined || server.expired) return
  const captured = capture(isTrusted(policy) ? server.lines : [], policy)
  setRequestContext(captured, server)
  server.captured = captured
}

/** A web Request does not say which address it came from. */
function isTrusted(policy: Policy): boolean {
  const { trusts } = resolved(policy)
  return trusts === undefined || trusts('')
}
