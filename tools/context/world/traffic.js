// The inbound requests of each client under test, by the kind of traffic that it asks for.
import { load } from './load.js'
import { loadGrpc } from './load-grpc.js'
import { loadHttp2 } from './load-http2.js'
import { loadHttp } from './load-inbound.js'

const kinds = { http: load, 'inbound http': loadHttp, 'inbound http2': loadHttp2, 'inbound grpc': loadGrpc }

/** Sends `count` requests; the first one plays play number `first`. Resolves when all are over. */
export function send(client, state, { first = 0, count, concurrency }) {
  const path = (n) => `/${[client.name, state, first + n].map(encodeURIComponent).join('/')}`
  return kinds[client.traffic]({ port: client.port, state, first, path, count, concurrency })
}
