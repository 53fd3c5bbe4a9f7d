// Finds the request that the running code, or a call, belongs to.
import type { AsyncResource } from 'node:async_hooks'
import type { Captured } from '../inbound/captured.ts'
import type { Context } from './context.ts'
import { contextKeptBy, currentContext, keepsContexts } from './enter.ts'
import { capturedIn } from './open-context.ts'

/** The context of a call that is made right now; undefined outside a request, and before an adapter has captured. */
export function caller(): Context | undefined {
  return calling(currentContext())
}

/** The context of a call that is made where an AsyncResource was created. */
export function callerAt(resource: AsyncResource): Context | undefined {
  return keepsContexts ? calling(contextKeptBy(resource)) : resource.runInAsyncScope(caller)
}

function calling(context: Context | undefined): Context | undefined {
  return context === undefined || (capturedIn(context) === undefined && !context.expired) ? undefined : context
}

/**
 * The captured set of the current request. Undefined outside a request, and from some time after the request is over
 * (the option `expiresAfterMs`).
 *
 * @example
 * current()?.headers // ['x-request-id', '7f6f...', 'traceparent', '00-...']
 */
export function current(): Captured | undefined {
  const context = currentContext()
  return context === undefined ? undefined : capturedIn(context)
}
