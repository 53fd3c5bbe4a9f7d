// The clients themselves: all majors of npm undici, built-in fetch beside them, node:http in all its forms.
import { ofAll } from '../ask.js'
import { judgeIds } from '../judge.js'
import { judgeAll, judgeBuiltIn, judgeLength, judgePlain, judgeSeen, tellLength } from '../several.js'

/** undici 8 does not load on Node 20. */
const nodeFor = (major) => (major === 8 ? { node: '24' } : {})
const on = (major) => (major === 8 ? 'undici 8 on Node 24' : `undici ${major}`)

const inner = (major, id) => ({
  id,
  title: `${on(major)}: an interceptor of the app's own below retry, 5 calls, 503, 503, 200: whose request the library says it is`,
  handler: `inner${major}`,
  requests: 5,
  failures: 2,
  environment: { UNDICI: String(major) },
  ...nodeFor(major),
  judge: judgeSeen,
})

const majors = (major, id) => ({
  id,
  title: `${on(major)}: Pool of one connection, RetryAgent, compose(retry), its fetch with Agent of two, 10 calls each, all at once`,
  handlers: {
    Pool: `pool${major}`,
    RetryAgent: `retry${major}`,
    'compose(retry)': `composed${major}`,
    fetch: `fetch${major}`,
  },
  requests: 10,
  failures: (handler) => (/^(retry|composed)/.test(handler) ? 2 : 0),
  environment: { UNDICI: String(major) },
  ...nodeFor(major),
  drive: ofAll,
  judge: judgeAll,
})

const global = (major, id) => ({
  id,
  title: `Node 26: built-in fetch after setGlobalDispatcher of undici ${major}, 20 calls at once`,
  handler: 'fetch',
  requests: 20,
  node: '26',
  environment: { UNDICI: '', GLOBAL: String(major) },
  judge: judgeIds,
})

const forms = (node, id) => ({
  id,
  title: `Node ${node}: http.get with headers as an object and as a flat list, each also with Expect: 100-continue, 5 calls each`,
  handlers: { object: 'object', list: 'array', Expect: 'expect', 'list with Expect': 'array-expect' },
  requests: 5,
  node,
  drive: ofAll,
  each: judgePlain,
  judge: judgeAll,
})

export const clients = [
  inner(6, 'M3'),
  inner(7, 'M3b'),
  inner(8, 'M3c'),
  majors(6, 'M4'),
  majors(7, 'M4b'),
  majors(8, 'M4c'),
  {
    id: 'M5',
    title:
      'built-in fetch without npm undici: GET, POST, a Request, a stream, a call with an x-request-id, 5 of each at once',
    handlers: {
      GET: 'built-in-get',
      POST: 'built-in-post',
      Request: 'built-in-request',
      stream: 'built-in-stream',
      'its own x-request-id': 'built-in-own',
    },
    requests: 5,
    environment: { UNDICI: '' },
    drive: ofAll,
    each: judgeBuiltIn,
    judge: judgeAll,
  },
  {
    id: 'M6',
    title: 'Node 22: built-in fetch POST with its own content-length, once the library is loaded',
    handler: 'built-in-length',
    requests: 1,
    node: '22',
    environment: { UNDICI: '' },
    judge: judgeLength,
  },
  {
    id: 'M6b',
    title: 'the same once the app itself has loaded npm undici 8 (not judged: nodejs/undici#5500)',
    handler: 'built-in-length',
    requests: 1,
    node: '22',
    environment: { UNDICI: '8' },
    judge: tellLength,
  },
  global(6, 'M7'),
  global(7, 'M7b'),
  global(8, 'M7c'),
  forms('20', 'M15'),
  forms('24', 'M15b'),
]
