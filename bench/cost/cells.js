// What is counted: a service of one framework that makes a call for each request, through one client.

/** What each push is held to. */
export const cells = [
  { name: 'Express 5 + undici.request', framework: 'express', client: 'undici' },
  { name: 'node:http + node:http', framework: 'http', client: 'http' },
  { name: 'node:http + fetch', framework: 'http', client: 'fetch' },
  { name: 'Express 5 + undici.request, start-up', framework: 'express', client: 'undici', startup: true },
]

/** Counted besides with --all: the other clients and frameworks, no call and ten, and many headers. */
export const others = [
  { name: 'Express 5 + fetch', framework: 'express', client: 'fetch' },
  { name: 'Express 5 + node:http', framework: 'express', client: 'http' },
  { name: 'Express 5 + axios', framework: 'express', client: 'axios' },
  { name: 'Fastify 5 + undici.request', framework: 'fastify', client: 'undici' },
  { name: 'Koa 3 + undici.request', framework: 'koa', client: 'undici' },
  { name: 'node:http + undici.request', framework: 'http', client: 'undici' },
  { name: 'Express 5, no call', framework: 'express', client: 'undici', fanOut: 0 },
  { name: 'Express 5 + 10 x undici.request', framework: 'express', client: 'undici', fanOut: 10 },
  { name: 'Express 5 + undici.request, 40 headers', framework: 'express', client: 'undici', headers: 40 },
]

/** By their names in speed/contenders.js; the last two are the ratio that is held. */
export const HELD = ['bare', 'context only', 'hand-written', 'traceferry']

/** By how much that ratio may grow over the one in bench/cost.json, in percent: less on the Nodes that people run. */
export const TOLERANCE = Number(process.versions.node.split('.')[0]) < 24 ? 3 : 2
