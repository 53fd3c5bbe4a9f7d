// The process that is measured: one framework, one client, one contender. It answers every request after FANOUT calls.
const { contender } = require('./contender.cjs')

const { FRAMEWORK, CLIENT, UPSTREAM, FANOUT, OWN_HEADERS } = process.env
const fanOut = Number(FANOUT)
const own = Object.fromEntries(Array.from({ length: Number(OWN_HEADERS) }, (_, i) => [`x-own-${i}`, `value-${i}`]))

async function start() {
  const { call } = require(`./clients/${CLIENT}.cjs`)
  const { listen } = require(`./frameworks/${FRAMEWORK}.cjs`)
  const { enter, mount, carried } = await contender()
  const headers = carried === undefined ? () => own : (request) => ({ ...carried(request), ...own })

  /** One array of promises for any number of calls would tax a single call, which is the usual one. */
  function answer(request) {
    if (fanOut === 1) return call(UPSTREAM, headers(request))
    return Promise.all(Array.from({ length: fanOut }, () => call(UPSTREAM, headers(request))))
  }
  const port = await listen({ answer, enter, mount })
  process.on('message', (question) => require('./figures.cjs')[question]())
  process.send({ port })
}

start().catch((error) => {
  console.error(error)
  process.exit(1)
})
