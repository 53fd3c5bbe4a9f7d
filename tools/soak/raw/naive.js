// What is written in a hurry in place of traceferry: the headers of a request in an AsyncLocalStorage, added to whatever
// goes out. `--naive` puts it under the same fire, and shows that the judge sees what it must.
import { AsyncLocalStorage } from 'node:async_hooks'
import diagnosticsChannel from 'node:diagnostics_channel'
import http from 'node:http'

const storage = new AsyncLocalStorage()
const wanted = /^(x-|trace|baggage|b3|sw8|uber)/i

export function installNaive() {
  const prototype = /** @type {any} */ (http.Server.prototype)
  const { emit } = prototype
  prototype.emit = function emitInContext(event, request, ...rest) {
    const go = () => emit.call(this, event, request, ...rest)
    return event === 'request' ? storage.run(request.rawHeaders, go) : go()
  }
  diagnosticsChannel.subscribe('undici:request:create', (/** @type {any} */ { request }) => {
    for (const [name, value] of pairs()) request.addHeader(name, value)
  })
  const module = /** @type {any} */ (http)
  const { get } = module
  module.get = function getWithHeaders(url, options, callback) {
    const request = get(url, options, callback)
    for (const [name, value] of pairs()) request.setHeader(name, value)
    return request
  }
}

function pairs() {
  const headers = storage.getStore() ?? []
  const found = []
  for (let i = 0; i < headers.length; i += 2) if (wanted.test(headers[i])) found.push([headers[i], headers[i + 1]])
  return found
}
