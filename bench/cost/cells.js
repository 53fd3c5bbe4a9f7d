// What is counted: a service of one framework that makes one call for each request, through one client.

export const cells = [
  { name: 'Express 5 + undici.request', framework: 'express', client: 'undici' },
  { name: 'node:http + node:http', framework: 'http', client: 'http' },
  { name: 'node:http + fetch', framework: 'http', client: 'fetch' },
]

/** By their names in speed/contenders.js; the last two are the ratio that is held. */
export const HELD = ['bare', 'context only', 'hand-written', 'traceferry']

/** By how much that ratio may grow over the one in bench/cost.json, in percent. */
export const TOLERANCE = 3
