/**
 * traceferry for AWS Lambda on Node.js: handlers of API Gateway (REST and HTTP), Application Load Balancers and function URLs.
 * @module
 */
import type { Options, Policy } from '@traceferry/core'
import { failure, handleWeb, setAppPolicy, whenSettled } from '@traceferry/core/internal'
import { install } from '@traceferry/fetch'

/** What an app needs from core, so that it does not have to install core too. */
export * from '@traceferry/core'

/** A handler as Lambda calls it: `(event, context)`, `(event, context, callback)`, or with a stream in between. */
export type LambdaHandler = (...args: never[]) => unknown

interface HttpEvent {
  readonly headers?: unknown
  readonly multiValueHeaders?: unknown
}

/**
 * Makes a Lambda handler capture the tracing headers of each event, so that every call it causes carries them. If an event has
 * `multiValueHeaders`, it uses those, because a header may occur several times; otherwise it uses `headers`. Other events, such as
 * those from a queue or a timer, run without headers: for messages, use @traceferry/messages. It works for handlers that return a
 * promise, for those that take a callback, and on either side of `awslambda.streamifyResponse`. It also installs the forwarders for
 * fetch, undici and node:http, once per process.
 *
 * Throws a `TraceferryError` at startup if an option is wrong. Never throws into an invocation.
 *
 * @example
 * import { traceferry } from '@traceferry/web/lambda'
 *
 * export const handler = traceferry(async (event) => {
 *   const orders = await fetch('http://orders.internal:8080/')
 *   return { statusCode: 200, body: await orders.text() }
 * })
 */
export function traceferry<F extends LambdaHandler>(handler: F, options?: Options): F {
  const policy = setAppPolicy(options)
  install()
  const wrapped = {
    handler(this: unknown, ...args: unknown[]): unknown {
      return invoke(args, policy, (passed) => Reflect.apply(handler, this, passed))
    },
  }.handler
  // Lambda checks the number of arguments, and what `streamifyResponse` left on the function.
  const { prototype: _, ...properties } = Object.getOwnPropertyDescriptors(handler) as PropertyDescriptorMap
  return Object.defineProperties(wrapped, properties) as unknown as F
}

function invoke(args: unknown[], policy: Policy, next: (args: unknown[]) => unknown): unknown {
  const [event] = args
  const headers = headersOf(event)
  if (headers === undefined) return next(args)
  const callback = args.at(-1)
  if (args.length < 3 || typeof callback !== 'function')
    return handleWeb(event as object, headers, policy, () => next(args))
  // Lambda passes a callback to all handlers. The invocation lasts until the callback is called or the handler's promise settles.
  let end = () => {}
  const answer = (...answers: unknown[]) => {
    end()
    return callback(...answers)
  }
  const run = () => {
    const result = next([...args.slice(0, -1), answer])
    return result instanceof Promise
      ? whenSettled(
          () => result,
          () => end(),
        )
      : result
  }
  return handleWeb(event as object, headers, policy, run, (endNow) => {
    end = endNow
  })
}

function headersOf(event: unknown): object | undefined {
  try {
    const { multiValueHeaders, headers } = (event ?? {}) as HttpEvent
    for (const given of [multiValueHeaders, headers])
      if (typeof given === 'object' && given !== null && Object.keys(given).length > 0) return given
  } catch (error) {
    failure('lambda', error)
  }
  return undefined
}
