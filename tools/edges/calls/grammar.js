// Calls as data, made from a seed and a number: the same for each of the three processes, and again for a replay.

import { randomOf } from '../../soak/raw/random.js'
import { shapeNames } from '../app/shapes.js'
import { headersFrom } from './headers.js'

// How many of a hundred calls go to each. https and HTTP/2 over TLS shake hands first, and cost five times as much.
const shares = { http: 36, https: 3, http2: 10, undici6: 13, undici7: 13, undici8: 13, fetch: 8, axios: 2, got: 2 }
const undicis = ['undici6', 'undici7', 'undici8']

export const clients = Object.keys(shares)
const drawn = clients.flatMap((client) => Array.from({ length: shares[client] }, () => client))

/** How the server answers, by its place in this list. */
export const answers = [
  'ok',
  'ok',
  'ok',
  'ok',
  'long',
  'empty',
  'error',
  'redirect',
  'reset',
  'half',
  'closed',
  'silent',
  'early',
]

const paths = [
  '/',
  '/a?b=c',
  '/a%20b',
  '//evil.example/x',
  '*',
  'http://orders/x',
  'HTTP://evil.example/x',
  '/ü',
  '/a b',
  '',
  '?x=1',
  '/#f',
  '/a\nb',
  '/x?X-Amz-Signature=1',
]
const hosts = [
  '127.x',
  '127.x',
  '127.x',
  'orders',
  'orders.svc',
  'localhost',
  'ORDERS',
  'evil.example',
  'evil.example',
  'orders.',
]
const methods = [
  'GET',
  'GET',
  'GET',
  'POST',
  'PUT',
  'HEAD',
  'OPTIONS',
  'DELETE',
  'post',
  'CONNECT',
  'BAD METHOD',
  'PATCH',
]
const bodies = [
  'text',
  'bytes',
  'empty text',
  'stream',
  'generator',
  'form',
  'params',
  'blob',
  'failing stream',
  'writes',
]

/** Call `n` of a seed, to one of these clients. */
export function callOf(seed, n, only = drawn) {
  const random = randomOf(seed, n)
  const client = random.pick(only.length === 0 ? drawn : only)
  const call = { n, client, host: random.pick(hosts), headers: headersFrom(random, shapeNames) }
  if (random.chance(0.3)) call.path = random.pick(paths)
  if (random.chance(0.45)) call.method = random.pick(methods)
  if (random.chance(0.35)) call.body = random.pick(bodies)
  if (random.chance(0.15)) call.signal = random.pick(['aborted', 'late', 'soon', 'odd'])
  if (random.chance(0.2)) call.throws = random.pick(['callback', 'data', 'end', 'error'])
  if (random.chance(0.1)) call.twice = true
  call.answer = random.chance(0.7) ? 'ok' : random.pick(answers)
  // A call without an answer ends by a timeout or by its caller.
  if (call.answer === 'silent' && call.signal === undefined) call.timeout = 30
  // None that an answer may come before or after, as luck has it.
  else if (random.chance(0.05)) call.timeout = random.pick([1000, 0, -1, 'x'])
  Object.assign(call, own[undicis.includes(client) ? 'undici' : client]?.(random))
  // A proxy that answers before it is asked is asked again without end.
  if (call.dispatcher === 'ProxyAgent' && call.answer === 'early') call.answer = 'ok'
  // Without options no name can be led to loopback.
  if (call.form === 'url' || call.form === 'URL') if (client.startsWith('http')) call.host = '127.x'
  return call
}

const own = { http, https: http, http2, undici, fetch }

function http(random) {
  const call = {
    api: random.pick(['request', 'request', 'get', 'ClientRequest']),
    form: random.pick(['options', 'options', 'url', 'url+options', 'URL', 'URL+options', 'odd']),
    agent: random.pick(['none', 'own', 'keep', 'false', 'subclass', 'odd']),
  }
  if (random.chance(0.3)) call.callback = random.pick(['yes', 'yes', 'odd'])
  if (random.chance(0.15))
    call.options = random.pick([
      'getters',
      'turning getters',
      'frozen',
      'null prototype',
      'proxy',
      'class',
      'inherited',
    ])
  const late = [
    'setHeader',
    'setHeader ours',
    'setHeaders',
    'appendHeader',
    'removeHeader',
    'flushHeaders',
    'destroy',
    'destroy soon',
    'abort',
    'setTimeout',
    'bad setHeader',
    'path',
    'end twice',
    'write after end',
    'setNoDelay',
    'setHeader after',
    'uniqueHeaders',
    'joinDuplicateHeaders',
  ]
  if (random.chance(0.4)) call.late = [random.pick(late), ...(random.chance(0.3) ? [random.pick(late)] : [])]
  return call
}

function http2(random) {
  const call = { tls: random.chance(0.1) }
  if (random.chance(0.3)) call.pseudo = random.pick(['authority', 'outside', 'none', 'host', 'scheme', 'protocol'])
  if (random.chance(0.2))
    call.options = random.pick(['endStream', 'not endStream', 'odd', 'frozen', 'waitForTrailers', 'weight'])
  if (random.chance(0.2)) call.late = [random.pick(['destroy', 'close', 'end twice', 'session close'])]
  return call
}

function undici(random) {
  const call = {
    api: random.pick(['request', 'request', 'stream', 'pipeline', 'fetch', 'dispatch']),
    dispatcher: random.pick(['Agent', 'Pool', 'Client', 'RetryAgent', 'ProxyAgent', 'composed', 'global']),
  }
  if (random.chance(0.15)) call.form = random.pick(['URL', 'options', 'odd', 'callback'])
  if (random.chance(0.1))
    call.extra = random.pick([
      'query',
      'idempotent',
      'blocking',
      'reset',
      'throwOnError',
      'expectContinue',
      'opaque',
      'origin',
      'responseHeaders',
      'frozen',
      'getters',
      'old handler',
    ])
  return call
}

function fetch(random) {
  const call = { form: random.pick(['url', 'url', 'URL', 'Request', 'Request+init', 'odd']) }
  if (random.chance(0.2))
    call.init = random.pick([
      'frozen',
      'class',
      'getters',
      'turning getters',
      'null prototype',
      'null',
      'odd',
      'redirect manual',
      'redirect error',
      'cache',
      'duplex',
      'keepalive',
    ])
  return call
}
