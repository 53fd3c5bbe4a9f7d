// Whole calls without a network: of undici through a dispatcher that answers at once, of node:http through an agent that
// never connects. Each in a context, or in an empty one; what they cost untouched is subtracted on the page.
import http from 'node:http'
import { run } from '../../../packages/core/dist/index.js'
import { install, interceptor } from '../../../packages/fetch/dist/index.js'
import { captured, INSIDE, OUTSIDE } from '../samples.js'

const nothing = () => {}
const list = []
const chunk = Buffer.from('x')

/** What undici asks of a handler, and no more. */
class Handler {
  onConnect() {}
  onHeaders() {
    return true
  }
  onData() {
    return true
  }
  onComplete() {}
  onError() {}
}

function answer(_, handler) {
  handler.onConnect(nothing)
  handler.onHeaders(200, list, nothing, 'OK')
  handler.onData(chunk)
  handler.onComplete(list)
  return true
}

const forwarding = interceptor()(answer)
const undici = (dispatch, origin) => dispatch({ origin, path: '/', method: 'GET', headers: {} }, new Handler())

const agent = Object.assign(new http.Agent(), { addRequest: nothing })
const node = (origin) => http.request(`${origin}/`, { agent }).end()

/** From the first of these on, node:http is wrapped: those that measure it untouched come before. */
function installed(piece) {
  let ready = false
  return () => {
    if (!ready) install()
    ready = true
    return piece()
  }
}

export const pieces = {
  'call: undici, untouched': () => run(captured, () => undici(answer, INSIDE)),
  'call: undici, untouched, outside of a request': () => run(undefined, () => undici(answer, INSIDE)),
  'call: undici, outside of a request': () => run(undefined, () => undici(forwarding, INSIDE)),
  'call: undici, to a host outside': () => run(captured, () => undici(forwarding, OUTSIDE)),
  'call: undici, 8 headers': () => run(captured, () => undici(forwarding, INSIDE)),
  'call: node:http, untouched': () => run(captured, () => node('http://api.example.com')),
  'call: node:http, untouched, outside of a request': () => run(undefined, () => node('http://api.example.com')),
  'call: node:http, outside of a request': installed(() => run(undefined, () => node('http://api.example.com'))),
  'call: node:http, to a host outside': installed(() => run(captured, () => node('http://api.example.com'))),
  'call: node:http, 8 headers': installed(() => run(captured, () => node('http://orders:8080'))),
}
