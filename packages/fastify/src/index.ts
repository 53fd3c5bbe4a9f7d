/**
 * traceferry for Fastify 4 and 5.
 * @module
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { handle, type Options, type Policy } from '@traceferry/core'
import { setAppPolicy } from '@traceferry/core/internal'
import { install } from '@traceferry/fetch'

/** What an app needs of the core, so that it need not be installed beside this package. */
export * from '@traceferry/core'

type OnRequest = (request: { raw: IncomingMessage }, reply: { raw: ServerResponse }, done: () => void) => void

/** As much of a Fastify instance as the plugin needs, of either major. */
interface Instance {
  // biome-ignore lint/suspicious/noExplicitAny: the hook's types differ between the majors, their shape does not
  addHook(name: 'onRequest', hook: any): unknown
}

/**
 * Fastify plugin that captures each request's tracing headers and lets every call the request causes carry them, in
 * all routes, also those registered beside it. Register it before other plugins whose hooks make calls. It also
 * installs the forwarders for fetch, undici and node:http, once per process.
 *
 * Fails the start-up with a `TraceferryError` when an option is wrong; never throws into a request.
 *
 * @example
 * import Fastify from 'fastify'
 * import { traceferry } from '@traceferry/fastify'
 *
 * const app = Fastify()
 * app.register(traceferry)
 */
export const traceferry: (app: Instance, options: Options, done: (error?: Error) => void) => void = Object.assign(
  function traceferry(app: Instance, options: Options, done: (error?: Error) => void): void {
    let wrong: Error | undefined
    try {
      const policy = setAppPolicy(pluginOptions(options))
      install()
      const known = lines.get(app)
      if (known === undefined) addHook(app, policy)
      else known.policy = policy
    } catch (error) {
      wrong = error as Error
    }
    done(wrong)
  },
  // What fastify-plugin would set. Without it the hook would be seen by this plugin's own routes only, that is none.
  {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: 'traceferry',
    [Symbol.for('plugin-meta')]: { name: '@traceferry/fastify', fastify: '4.x || 5.x' },
  },
)

// One hook for each instance, however often the plugin is registered with it: the later options hold.
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
