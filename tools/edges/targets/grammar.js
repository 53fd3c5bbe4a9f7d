// Calls as data: a client, a form, a host, and what else may name another host.
import { randomOf } from '../../soak/raw/random.js'
import { hostFrom } from './hosts.js'

// How many of a hundred targets go to each: most to the quick ones.
const shares = {
  http: 45,
  https: 1,
  http2: 6,
  undici6: 12,
  undici7: 12,
  undici8: 12,
  fetch: 8,
  axios: 2,
  got: 1,
  redirects: 4,
}
export const clients = Object.keys(shares)
const drawn = clients.flatMap((client) => Array.from({ length: shares[client] }, () => client))

/** Target `n` of a seed, over one of these clients. */
export function targetOf(seed, n, only = clients) {
  const random = randomOf(seed, n)
  let client = random.pick(drawn)
  // A share that cannot be called goes to the next that can.
  while (!only.includes(client)) client = clients[(clients.indexOf(client) + 1) % clients.length]
  const target = { n, client, host: hostFrom(random) }
  if (random.chance(0.3)) target.port = random.pick([80, 443, 8080, 81])
  if (random.chance(0.1)) target.userinfo = random.pick(['u:p', 'evil.example', 'orders', 'evil.example%40'])
  if (random.chance(0.12)) target.path = pathFrom(random)
  if (random.chance(0.15))
    target.hostHeader = [
      random.pick(['host', 'Host', 'HOST']),
      random.chance(0.3) ? `${hostFrom(random)}:80` : hostFrom(random),
    ]
  if (random.chance(0.3))
    target.shape = random.pick(['list', 'pairs', 'null prototype', 'Map', 'Headers', 'late', 'twice', 'in a list'])
  return Object.assign(
    target,
    forms[client in forms ? client : client.startsWith('undici') ? 'undici' : 'other'](random),
  )
}

function pathFrom(random) {
  const host = hostFrom(random)
  return random.pick([
    `http://${host}/x`,
    `HTTP://${host}/x`,
    `https://${host}/x`,
    `//${host}/x`,
    `http:/${host}/x`,
    `/x?u=http://${host}`,
    `http://u@${host}:80/x`,
    '*',
    `ws://${host}/x`,
    `http:\\\\${host}/x`,
    ` http://${host}/x`,
    `http://${host}`,
  ])
}

const http = (random) => ({
  form: random.pick([
    'hostname',
    'hostname',
    'host',
    'url',
    'URL',
    'url+host',
    'url+hostname',
    'both',
    'agent host',
    'agent hostname',
    'inherited',
    'agent defaultPort',
    'createConnection',
  ]),
  ...(random.chance(0.15) && { second: hostFrom(random) }),
})

const forms = {
  http,
  https: http,
  http2: (random) => ({
    form: random.pick(['url', 'URL', 'object', 'host']),
    ...(random.chance(0.3) && { authority: random.chance(0.3) ? `${hostFrom(random)}:80` : hostFrom(random) }),
  }),
  undici: (random) => ({
    form: random.pick(['request', 'Agent', 'Pool', 'Client', 'dispatch', 'RetryAgent', 'fetch', 'stream']),
    ...(random.chance(0.1) && { second: hostFrom(random) }),
  }),
  redirects: (random) => ({
    form: random.pick(['fetch', 'fetch', 'undici6', 'undici7', 'undici8', 'axios', 'got']),
    next: hostFrom(random),
    last: hostFrom(random),
  }),
  other: (random) => ({ form: random.pick(['url', 'URL', 'Request']) }),
}
