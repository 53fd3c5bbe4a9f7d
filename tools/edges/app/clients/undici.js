// A call of undici 6, 7 or 8, by any of its functions, over any of its dispatchers.
import { Writable } from 'node:stream'
import { bodyOf } from '../bodies.js'
import { errorText, kindOf, watch } from '../log.js'
import { handlerFor } from './undici-handlers.js'

export async function run(call, world) {
  const undici = world.modules[call.client]
  const { host, port } = world.target('http')
  const origin = `http://${host}:${port}`
  const dispatcher = dispatcherOf(call.dispatcher, undici, origin, world)
  world.atEnd(() => dispatcher.destroy?.().catch(() => {}))
  const headers = world.headers(call.headers, undici.Headers)
  for (let i = 0; i < (call.twice ? 2 : 1); i++) {
    const options = optionsOf(call, world, undici, headers)
    await apis[call.api]({ call, world, undici, origin, dispatcher, options }).catch((error) =>
      world.log.error('rejects', error),
    )
  }
}

function dispatcherOf(kind, undici, origin, { address, ports, lookup }) {
  const options = { connect: { lookup }, headersTimeout: 400, bodyTimeout: 400 }
  switch (kind) {
    case 'Pool':
      return new undici.Pool(origin, { ...options, connections: 1 })
    case 'Client':
      return new undici.Client(origin, options)
    case 'RetryAgent':
      return new undici.RetryAgent(new undici.Agent(options), { maxRetries: 1, minTimeout: 1, maxTimeout: 2 })
    case 'ProxyAgent':
      return new undici.ProxyAgent({ uri: `http://${address}:${ports.http}`, ...options })
    case 'composed':
      return new undici.Agent(options).compose((dispatch) => (opts, handler) => dispatch({ ...opts }, handler))
  }
  return new undici.Agent(options)
}

function optionsOf(call, world, undici, headers) {
  const options = { path: call.path ?? '/', method: call.method ?? 'GET' }
  if (headers !== undefined) options.headers = headers
  if (call.body !== undefined) options.body = bodyOf(call.body, undici)
  if (call.signal !== undefined && call.api !== 'dispatch') options.signal = world.signal(call.signal)
  if (call.timeout !== undefined) options.headersTimeout = options.bodyTimeout = call.timeout
  Object.assign(options, extras[call.extra])
  return call.extra === 'frozen' || call.extra === 'getters' ? world.options(call.extra, options) : options
}

const extras = {
  query: { query: { q: '1' } },
  idempotent: { idempotent: false },
  blocking: { blocking: true },
  reset: { reset: true },
  throwOnError: { throwOnError: true },
  expectContinue: { expectContinue: true },
  opaque: { opaque: { own: true } },
  origin: { origin: 'http://evil.example' },
  responseHeaders: { responseHeaders: 'raw' },
}

const apis = {
  async request({ call, world, undici, origin, dispatcher, options }) {
    const { log } = world
    if (call.form === 'callback') {
      /** @type {Promise<void>} */
      const called = new Promise((resolve) => {
        const back = (error, answer) => {
          log(`callback ${error ? errorText(error) : answer.statusCode}`)
          resolve()
          answer?.body.on('error', () => {}).resume()
          if (call.throws === 'callback') world.raise('callback')
        }
        log(`returns ${kindOf(dispatcher.request({ origin, ...options }, back))}`)
      })
      await called
      return
    }
    const pending =
      call.form === 'URL'
        ? undici.request(new URL(options.path, origin), { ...options, dispatcher })
        : dispatcher.request({ origin, ...options })
    log(`returns ${kindOf(pending)}`)
    const { statusCode, headers, body } = await pending
    log(`answer ${statusCode} ${JSON.stringify(headers)}`)
    watch(body, ['end', 'close', 'error'], log, 'body ')
    log(`text ${await body.text()}`)
  },
  async stream({ call, world, origin, dispatcher, options }) {
    const { log } = world
    const chunks = []
    const into = new Writable({
      write(chunk, _, done) {
        chunks.push(chunk)
        done()
      },
    })
    watch(into, ['finish', 'close', 'error'], log, 'into ')
    const factory = ({ statusCode, opaque }) => {
      log(`factory ${statusCode} ${kindOf(opaque)}`)
      if (call.throws === 'callback') throw new RangeError('thrown by the factory of the caller')
      return into
    }
    const pending = dispatcher.stream({ origin, ...options }, factory)
    log(`returns ${kindOf(pending)}`)
    await pending
    log(`text ${Buffer.concat(chunks)}`)
  },
  async pipeline({ call, world, origin, dispatcher, options }) {
    const { log } = world
    const duplex = dispatcher.pipeline({ origin, ...options, body: undefined }, ({ statusCode, body }) => {
      log(`handler ${statusCode}`)
      if (call.throws === 'callback') throw new RangeError('thrown by the handler of the caller')
      return body
    })
    log(`returns ${kindOf(duplex)}`)
    watch(duplex, ['data', 'end', 'finish', 'error'], log)
    const over = new Promise((resolve) => duplex.on('close', resolve))
    duplex.end(call.body === undefined ? undefined : 'pipelined')
    await over
  },
  async fetch({ world, undici, origin, dispatcher, options }) {
    const { log } = world
    const { path, ...init } = options
    if (init.body !== undefined) init.duplex = 'half'
    const pending = undici.fetch(origin + path, { ...init, dispatcher })
    log(`returns ${kindOf(pending)}`)
    const response = await pending
    log(`answer ${response.status} ${response.redirected} ${JSON.stringify([...response.headers])}`)
    log(`text ${await response.text()}`)
  },
  dispatch({ call, world, origin, dispatcher, options }) {
    return new Promise((resolve) => {
      const handler = handlerFor(call, world, resolve)
      const done = dispatcher.dispatch(
        world.options(call.form === 'odd' ? 'null prototype' : undefined, { origin, ...options }),
        handler,
      )
      world.log(`returns ${done}`)
    })
  },
}
