// What is counted: a service of one framework that makes a call for each request, through one client.
import { major } from '../../tools/shared/nodes.js'

/** What each push is held to. */
export const cells = [
  { name: 'Express 5 + undici.request', framework: 'express', client: 'undici' },
  { name: 'node:http + node:http', framework: 'http', client: 'http' },
  { name: 'node:http + fetch', framework: 'http', client: 'fetch' },
  { name: 'Express 5 + undici.request, start-up', framework: 'express', client: 'undici', startup: true },
]

/** Counted besides with --all: the other clients and frameworks, no call and many, one header and many. */
export const others = [
  { name: 'Express 5 + fetch', framework: 'express', client: 'fetch' },
  { name: 'Express 5 + node:http', framework: 'express', client: 'http' },
  { name: 'Express 5 + axios', framework: 'express', client: 'axios' },
  { name: 'Fastify 5 + undici.request', framework: 'fastify', client: 'undici' },
  { name: 'Koa 3 + undici.request', framework: 'koa', client: 'undici' },
  { name: 'node:http + undici.request', framework: 'http', client: 'undici' },
  { name: 'Express 5, no call', framework: 'express', client: 'undici', fanOut: 0 },
  { name: 'Express 5 + 10 x undici.request', framework: 'express', client: 'undici', fanOut: 10 },
  { name: 'Express 5 + 100 x undici.request', framework: 'express', client: 'undici', fanOut: 100 },
  { name: 'Express 5 + undici.request, 40 headers', framework: 'express', client: 'undici', headers: 40 },
  { name: 'Express 5 + undici.request, 1 to forward', framework: 'express', client: 'undici', forwarded: 1 },
  { name: 'Express 5 + undici.request, 64 to forward', framework: 'express', client: 'undici', forwarded: 64 },
  { name: 'Express 5 + undici.request of undici 8', framework: 'express', client: 'undici8', since: 22 },
]

/** undici 8 does not load on Node 20. */
/** @param {{ name: string, since?: number }} cell */
export const runsHere = ({ since = 0 }) => major >= since

/** By their names in speed/contenders.js; the last two are the ratio that is held. */
export const HELD = ['bare', 'context only', 'hand-written', 'traceferry']

/** By how much that ratio may grow over the one in bench/cost.json, in percent: less on the Nodes that people run. */
export const TOLERANCE = major < 24 ? 3 : 2
