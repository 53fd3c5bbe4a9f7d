import http, { get as earlyGet, request as earlyRequest } from 'node:http'
import { outbound, type Quirks } from '@traceferry/testkit'
import { httpClient, limitedHttpClient } from './http-client.ts'

// The exports themselves, taken before install: what `const { request } = require('node:http')` has on its hands.
const { request: savedRequest, ClientRequest: SavedRequest } = http

const noRedirects = 'node:http follows none'
const quirks: Quirks = { noRedirects, hostInLists: true, shapes: ['object', 'flat', 'pairs'] }

outbound(
  'http.request(url, options, callback)',
  limitedHttpClient((...args) => http.request(...args)),
  { ...quirks, crossings: [1, 2] },
)

outbound(
  'http.request(options, callback)',
  httpClient((url, options, callback) => {
    if (!URL.canParse(url)) return http.request(url, options, callback)
    const { protocol, hostname, port, pathname, search } = new URL(url)
    return http.request({ ...options, protocol, hostname, port, path: pathname + search }, callback)
  }),
  quirks,
)

outbound(
  'an early import { request } from node:http',
  httpClient((...args) => earlyRequest(...args)),
  quirks,
)

outbound(
  'new http.ClientRequest',
  httpClient((url, options, callback) => {
    const Request = http.ClientRequest as unknown as new (...args: unknown[]) => http.ClientRequest
    return new Request(url, options, callback)
  }),
  quirks,
)

// Their list headers are written in the constructor, out of our reach.
outbound(
  'a request taken from node:http before install',
  limitedHttpClient((...args) => savedRequest(...args)),
  { noRedirects },
)
outbound(
  'a ClientRequest taken from node:http before install',
  httpClient((url, options, callback) => {
    return new (SavedRequest as unknown as new (...args: unknown[]) => http.ClientRequest)(url, options, callback)
  }),
  { noRedirects },
)

outbound(
  'http.get, early',
  { get: httpClient((...args) => earlyGet(...args)).get },
  { noRedirects, noBody: 'get sends no body' },
)
