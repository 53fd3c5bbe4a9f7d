// Every client and every kind of inbound request that the matrix knows. A NEW CLIENT IS ONE FILE AND ONE LINE HERE.
import { major } from '../shared/nodes.js'

const files = {
  'node:http': () => import('./clients/http.js').then((m) => m.nodeHttp),
  'node:https': () => import('./clients/http.js').then((m) => m.nodeHttps),
  'node:http2': () => import('./clients/http2.js').then((m) => m.nodeHttp2),
  fetch: () => import('./clients/fetch.js').then((m) => m.builtInFetch),
  'undici 6': () => import('./clients/undici.js').then((m) => m.undici(6)),
  'undici 7': () => import('./clients/undici.js').then((m) => m.undici(7)),
  'undici 8': () => import('./clients/undici.js').then((m) => m.undici(8)),
  'grpc-js': () => import('./clients/grpc.js').then((m) => m.grpcClient),
  'got 11': () => import('./clients/got.js').then((m) => m.got11),
  'got 14': () => import('./clients/got.js').then((m) => m.got14),
  'got 16': () => import('./clients/got.js').then((m) => m.got16),
  'http2-wrapper': () => import('./clients/got.js').then((m) => m.http2Wrapper),
  'inbound HTTP/1.1': () => import('./clients/inbound-http.js').then((m) => m.inboundHttp),
  'inbound HTTP/2': () => import('./clients/inbound-http2.js').then((m) => m.inboundHttp2),
  'inbound HTTP/2 streams': () => import('./clients/inbound-http2.js').then((m) => m.inboundStreams),
  'inbound gRPC': () => import('./clients/inbound-grpc.js').then((m) => m.inboundGrpc),
  express: () => import('./clients/frameworks.js').then((m) => m.expressBodies),
  koa: () => import('./clients/frameworks.js').then((m) => m.koaBodies),
  hono: () => import('./clients/frameworks.js').then((m) => m.honoBodies),
  fastify: () => import('./clients/frameworks.js').then((m) => m.fastifyBodies),
}

// These are for Node 22 and later.
const notHere = major < 22 ? ['undici 8', 'got 16'] : []

export const names = Object.keys(files)

/** Loads the clients of these names; all for none. */
export async function pick(wanted = names) {
  const here = names.filter((name) => wanted.includes(name) && !notHere.includes(name))
  return Promise.all(here.map((name) => files[name]()))
}
