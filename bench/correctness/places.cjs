// Calls from places that a context has to be carried to: timers and promises, a worker's answer, another request's event.
const { EventEmitter } = require('node:events')
const { createRequire } = require('node:module')
const { Worker } = require('node:worker_threads')
const load = createRequire(`${process.env.PEERS}/x.js`)

/** For the libraries that have one: their function that binds a listener to the context of now. */
const binds = {
  OpenTelemetry: () => {
    const { context } = load('@opentelemetry/api')
    return (listener) => context.bind(context.active(), listener)
  },
  'dd-trace': () => (listener) => load('dd-trace').scope().bind(listener),
  traceferry: async () => (await import('../../packages/core/dist/index.js')).bind,
}

// It emits outside any request, as a connection pool or a queue does.
const bus = new EventEmitter().setMaxListeners(0)
setInterval(() => bus.emit('tick'), 5).unref()

const later = (start) => new Promise((resolve) => start(resolve))

exports.places = (call) => ({
  timer: (path) =>
    later((resolve) => setTimeout(() => setImmediate(() => process.nextTick(() => resolve(call(path)))), 1)),
  promises: (path) =>
    later((resolve) => setTimeout(resolve, 1))
      .then(() => undefined)
      .then(() => call(path)),
  // The worker itself has no tracer: it is the answer that counts.
  worker: (path) =>
    later((resolve) => {
      const worker = new Worker('require("node:worker_threads").parentPort.postMessage("")', {
        eval: true,
        execArgv: [],
      })
      worker.once('message', () => resolve(call(path)))
    }),
  bound: async (path) => {
    const bind = await binds[process.env.PEER]()
    return later((resolve) =>
      bus.once(
        'tick',
        bind(() => resolve(call(path))),
      ),
    )
  },
})
