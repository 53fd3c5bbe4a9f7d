// The process that is measured: one framework, one client, one contender. It answers every request after FANOUT calls.
const { FRAMEWORK, CLIENT, CONTENDER, UPSTREAM, FANOUT, OWN_HEADERS, PENDING } = process.env
const fanOut = Number(FANOUT)
const own = Object.fromEntries(Array.from({ length: Number(OWN_HEADERS) }, (_, i) => [`x-own-${i}`, `value-${i}`]))

/** Not a closure of the handler's, which would keep the request itself. */
const nothing = () => {}

async function start() {
  const { call } = require(`./clients/${CLIENT}.cjs`)
  const { listen } = require(`./frameworks/${FRAMEWORK}.cjs`)
  // A contender is { enter, carried, mount }, all of them optional.
  // - `enter(request, next)`: its middleware, for whichever framework.
  // - `carried(request)`: headers that the app itself has to put on each call.
  // - `mount.<framework>(app or server)`: its own way in, instead of `enter`.
  const { enter, mount, carried } = require(`./contenders/${CONTENDER}.cjs`)
  const headers = carried === undefined ? () => own : (request) => ({ ...carried(request), ...own })

  /** One array of promises for any number of calls would tax a single call, which is the usual one. */
  function answer(request) {
    // What retains a context: work that goes on when the request is over.
    if (PENDING === '1') setTimeout(nothing, 2 ** 30)
    const url = UPSTREAM + request.url
    if (fanOut === 1) return call(url, headers(request))
    return Promise.all(Array.from({ length: fanOut }, () => call(url, headers(request))))
  }
  const server = await listen({ answer, enter, mount })
  // Of a hundred connections that are asked in turn, one may wait for minutes under an emulator.
  server.keepAliveTimeout = 600_000
  const { port } = server.address()
  process.on('message', (question) => require('./figures.cjs')[question]())
  // The measuring process is gone, perhaps killed.
  process.on('disconnect', () => process.exit())
  const { user, system } = process.cpuUsage()
  process.send({ port, cpu: user + system, rss: process.memoryUsage.rss() })
}

start().catch((error) => {
  console.error(error)
  process.exit(1)
})
