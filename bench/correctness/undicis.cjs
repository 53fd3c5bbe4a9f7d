// Calls through npm undici 6, 7 and 8. Each is loaded under its real name: by that a tracer tells what it has to patch.
const { createRequire } = require('node:module')
const { read } = require('./read.cjs')
const { PEERS, UPSTREAM, UNDICI = '7', GLOBAL = '' } = process.env

const retry = { maxRetries: 3, minTimeout: 1, maxTimeout: 2, timeoutFactor: 1 }
const load = (major) => createRequire(`${PEERS}/${major === '7' ? '' : `undici${major}/`}x.js`)('undici')

/** The handlers of the majors that the row asks for, loaded with the app; of none, none is. */
exports.undicis = () => {
  const majors = UNDICI.split(',').filter(Boolean)
  const handlers = Object.assign({}, ...majors.map((major) => handlersOf(load(major), major)))
  if (GLOBAL !== '') {
    const { Agent, setGlobalDispatcher } = load(GLOBAL)
    setGlobalDispatcher(new Agent())
  }
  return handlers
}

function handlersOf({ Agent, Pool, RetryAgent, fetch, interceptors }, major) {
  const pool = () => new Pool(UPSTREAM, { connections: 1 })
  const via = (dispatcher) => async (path) =>
    (await dispatcher.request({ origin: UPSTREAM, path, method: 'GET', headers: {} })).body.dump()
  const agent = new Agent({ connections: 2 })
  return {
    [`pool${major}`]: via(pool()),
    [`retry${major}`]: via(new RetryAgent(pool(), retry)),
    [`composed${major}`]: via(pool().compose(interceptors.retry(retry))),
    [`redirecting${major}`]: via(pool().compose(interceptors.redirect(), interceptors.retry(retry))),
    [`fetch${major}`]: (path) => fetch(UPSTREAM + path, { dispatcher: agent }).then((answer) => answer.text()),
    [`inner${major}`]: via(pool().compose(reading, interceptors.retry(retry))),
  }
}

/** An interceptor of the app's own, below the retries, that tells on the wire whose request the library says it is. */
function reading(dispatch) {
  return (opts, handler) => dispatch({ ...opts, headers: { ...opts.headers, 'x-seen': read() ?? 'nobody' } }, handler)
}
