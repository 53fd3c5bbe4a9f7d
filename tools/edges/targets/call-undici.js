// undici 6, 7 and 8, through what a caller would use.
import { Writable } from 'node:stream'
import { headersFor, pathOf, urlOf } from './parts.js'

export async function callUndici(target, { modules, undici, keep }) {
  const { client, form } = target
  const copy = modules[client]
  const shared = undici[client]
  const origin = urlOf({ ...target, path: '/' }).slice(0, -1)
  const headers = headersFor(target, copy.Headers)
  const options = {
    origin: target.second === undefined ? origin : `http://${target.second}`,
    path: pathOf(target),
    method: 'GET',
    headers,
  }
  const limits = { headersTimeout: 2500, bodyTimeout: 2500 }
  switch (form) {
    case 'fetch': {
      const response = await copy.fetch(urlOf(target), { headers, dispatcher: shared })
      return response.text()
    }
    case 'request':
      return dump(copy.request(urlOf(target), { headers, dispatcher: shared }))
    case 'Pool':
    case 'Client':
      return dump(keep(new copy[form](origin, limits)).request(options))
    case 'RetryAgent':
      return dump(new copy.RetryAgent(shared, { maxRetries: 1, minTimeout: 1 }).request({ ...options, origin }))
    case 'stream':
      return shared.stream({ ...options, origin }, () => new Writable({ write: (_chunk, _encoding, done) => done() }))
    case 'dispatch':
      return dispatched(shared, { ...options, origin }, client)
  }
  return dump(shared.request({ ...options, origin }))
}

const dump = async (pending) => (await pending).body.dump()

function dispatched(dispatcher, options, client) {
  return new Promise((resolve, reject) => {
    const old = { onConnect() {}, onHeaders: () => true, onData: () => true, onComplete: resolve, onError: reject }
    const now = {
      onRequestStart() {},
      onResponseStart() {},
      onResponseData() {},
      onResponseEnd: resolve,
      onResponseError: (_, error) => reject(error),
    }
    dispatcher.dispatch(options, client === 'undici6' ? old : now)
  })
}
