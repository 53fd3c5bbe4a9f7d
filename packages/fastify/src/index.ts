/**
 * traceferry for Fastify 4 and 5.
 * @module
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { handle, type Options, type Policy, TraceferryError } from '@traceferry/core'
import { isDisabled, resolvePolicy, setAppPolicy, warnOnce } from '@traceferry/core/internal'
import { install } from '@traceferry/fetch'

/** What an app needs from core, so that it does not have to install core too. */
export * from '@traceferry/core'

type OnRequest = (request: { raw: IncomingMessage }, reply: { raw: ServerResponse }, done: () => void) => void

/** The part of a Fastify instance that the plugin needs, in either major version. */
interface Instance {
  // biome-ignore lint/suspicious/noExplicitAny: the types of the hook differ between the major versions, its shape does not
  addHook(name: 'onRequest', hook: any): unknown
}

type Plugin = (app: Instance, options: Options, done: (error?: Error) => void) => void

/**
 * Fastify plugin that captures each request's tracing headers, so that every call the request causes carries them, in
 * all routes, including those outside this plugin. Register it before other plugins whose hooks make calls. It also
 * installs the forwarders for fetch, undici and node:http, once per process.
 *
 * Pass options as the second argument, as usual in Fastify, `app.register(traceferry, options)`, or in parentheses, as in other
 * adapters: `app.register(traceferry(options))`.
 *
 * Stops startup with a `TraceferryError` if an option is wrong. Never throws into a request.
 *
 * @example
 * import Fastify from 'fastify'
 * import { traceferry } from '@traceferry/fastify'
 *
 * const app = Fastify()
 * app.register(traceferry)
 */
export const traceferry: ((options?: Options) => Plugin) & Plugin = asPlugin(function traceferry(
  first?: Options | Instance,
  options?: Options,
  done?: (error?: Error) => void,
): Plugin | undefined {
  if (typeof done === 'function') {
    if (isInstance(first)) register(first, options, done)
    else refuse(done)
    return
  }
  const ours = (first ?? {}) as Options
  resolvePolicy(ours) // reports a wrong option here, with the app's line in the stack
  return asPlugin(function traceferry(app: Instance, options: Options, done: (error?: Error) => void) {
    register(app, { ...ours, ...options }, done)
  })
}) as ((options?: Options) => Plugin) & Plugin

function register(app: Instance, options: Options = {}, done: (error?: Error) => void): void {
  let wrong: Error | undefined
  try {
    const policy = setAppPolicy(pluginOptions(options))
    install()
    const known = lines.get(app)
    if (known !== undefined) known.policy = policy
    else if (!isDisabled()) addHook(app, policy)
  } catch (error) {
    wrong = error as Error
  }
  done(wrong)
}

function isInstance(value: unknown): value is Instance {
  return typeof (value as Partial<Instance> | undefined)?.addHook === 'function'
}

/** As a hook or as middleware, where traceferry must not break the request. */
function refuse(done: () => void): void {
  const { code, message } = new TraceferryError(
    'TF013',
    'traceferry was mounted as a hook, and captures nothing',
    'it is a plugin: write app.register(traceferry)',
  )
  warnOnce(code, message)
  done()
}

/** Sets what fastify-plugin would set. Without it the hook would run for this plugin's own routes only, and it has none. */
function asPlugin<F extends (...args: never[]) => unknown>(plugin: F): F {
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: 'traceferry',
    [Symbol.for('plugin-meta')]: { name: '@traceferry/fastify', fastify: '4.x || 5.x' },
  })
}

// One hook for each instance, however often the plugin is registered with it: the later options count.
const lines = new WeakMap<Instance, { policy: Policy }>()

function addHook(app: Instance, policy: Policy): void {
  const line = { policy }
  const onRequest: OnRequest = (request, reply, next) => handle(request.raw, reply.raw, line.policy, next)
  app.addHook('onRequest', onRequest)
  lines.set(app, line)
}

/** The options without those that Fastify itself reads from the same object. */
function pluginOptions(options: Options & { prefix?: unknown; logLevel?: unknown; logSerializers?: unknown }): Options {
  const { prefix, logLevel, logSerializers, ...ours } = options
  return ours
}
