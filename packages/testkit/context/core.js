// The part of the matrix that `npm test` runs: the clients and states in which wrong headers have been seen.
export const core = {
  clients: ['node:http', 'node:http2', 'fetch', 'undici 7', 'grpc-js', 'http2-wrapper', 'inbound HTTP/1.1', 'koa', 'hono'],
  states: ['closing', 'saturated', 'cold', 'warm', 'pipelined'],
}
