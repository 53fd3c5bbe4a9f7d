// Starts a service under test and sends requests to it.
import { type Canaries, makeCanaries } from './canaries.ts'
import { type Call, elsewhere, judge } from './judge.ts'
import { readServiceOptions, type ServiceOptions } from './options.ts'
import { createResult, type Result } from './result.ts'
import { readSendOptions, type SendOptions, type SendSettings } from './send-options.ts'
import { type Reply, sendRequest } from './send-request.ts'
import { startWorld } from './world.ts'

/** A service under test, with its upstreams. Close it at the end. */
export interface Service {
  /** Where the app listens. */
  readonly url: string
  /** The URL of each upstream, by name. */
  readonly upstreams: Readonly<Record<string, string>>
  /** Sends a request with unique headers, twice unless you set `times`, and waits for the calls that it causes. */
  send(path: string, options?: SendOptions): Promise<Result>
  /** The last output of a program. Empty for an app in this process. */
  said(): string
  /** Ends the app and the upstreams. */
  close(): Promise<void>
}

/**
 * Starts an app on a free port, with recording upstreams instead of the services that it calls.
 *
 * The app is a command (`['node', 'server.js']`, which reads its port from `PORT`), an app of Express, Fastify, Koa, Nest or hapi,
 * or a server or handler of node:http. It can also be a function with at most one parameter that returns one of these; it gets
 * the URLs of the upstreams once they listen. In all cases the environment has variables such as `ORDERS_URL`.
 *
 * It sends requests one after the other, even when you call `send` several times at once, so that each call can be matched to its
 * request. Throws a `TraceferryError` when an option is wrong (TF040) or the app does not start (TF041).
 *
 * @example
 * const service = await startService(['node', 'server.js'], { upstreams: ['orders', 'payments'] })
 * const result = await service.send('/checkout', { body: { cart: 7 } })
 * result.expectForwarded()
 * await service.close()
 */
export async function startService(app: unknown, options: ServiceOptions): Promise<Service> {
  const settings = readServiceOptions(options)
  const { headers } = settings
  const world = await startWorld(app, settings)
  const { upstreams } = world
  const { url } = world.app
  const sent: Canaries[] = []

  async function once(path: string, how: SendSettings, request: number) {
    const canaries = makeCanaries(headers)
    const earlier = [...sent]
    sent.push(canaries)
    world.clear()
    const reply = await sendRequest(new URL(path, url).href, how, canaries)
    const { recorded, seen, observed } = await world.settled(how.settleMs)
    // The observer also sees the test's own request leave.
    const trail = { request, canaries, earlier, recorded, seen: seen.filter(({ origin }) => origin !== url), observed }
    return { reply, calls: judge(trail, upstreams), others: elsewhere(trail, upstreams) }
  }

  async function sendAll(path: string, how: SendSettings): Promise<Result> {
    const { times, method = how.body === undefined ? 'GET' : 'POST' } = how
    const calls: Call[] = []
    const others: string[] = []
    let reply: Reply = { status: 0, headers: {}, body: '' }
    for (let request = 1; request <= times; request++) {
      const done = await once(path, how, request)
      reply = done.reply
      calls.push(...done.calls)
      others.push(...done.others)
    }
    const names = upstreams.map(({ name }) => name)
    const often = times === 1 ? 'once' : `${times} times`
    return createResult(
      { ...reply, calls, elsewhere: others },
      `${method} ${path}, sent ${often}, answered ${reply.status}`,
      names,
    )
  }

  let queue: Promise<unknown> = Promise.resolve()
  return {
    url,
    upstreams: Object.fromEntries(upstreams.map((upstream) => [upstream.name, upstream.url])),
    said: () => world.app.said?.() ?? '',
    close: world.close,
    async send(path, options = {}) {
      const how = readSendOptions(options)
      const result = queue.then(() => sendAll(path, how))
      queue = result.catch(() => {})
      return result
    },
  }
}
