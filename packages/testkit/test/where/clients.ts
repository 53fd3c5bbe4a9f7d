import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import grpc from '@grpc/grpc-js'
import { interceptor } from '@traceferry/grpc'
import type * as Undici from 'undici7'
import { major } from '../../../../tools/shared/nodes.js'
import type { Shot } from './shots.ts'

// One way to make a call each. What a client throws, at once or later, is its outcome.

export type Shoot = (shot: Shot) => Promise<unknown>

const urlOf = ({ name, port, userinfo, path }: Shot, scheme = 'http:') =>
  `${scheme}//${userinfo}${name}${port && `:${port}`}${path.startsWith('/') ? path : '/'}`
const originOf = ({ name, port, userinfo }: Shot) => `http://${userinfo}${name}${port && `:${port}`}`

function headersOf({ host, shape }: Shot): object | undefined {
  if (host === undefined || shape === 'late') return undefined
  return { object: { Host: host }, flat: ['host', host], map: new Map([['HOST', host]]) }[shape]
}

/** Waits for the end of a request of node:http, made late where the shot says so. */
function finish(request: http.ClientRequest, { host, path, shape }: Shot): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request.on('response', (response) => response.resume().on('end', () => resolve(response.statusCode)))
    request.on('upgrade', () => resolve('upgrade')).on('error', reject)
    try {
      if (shape === 'late' && host !== undefined) request.setHeader('Host', host)
      if (shape === 'late' && path !== '') request.path = path
      request.end()
    } catch (error) {
      request.destroy()
      reject(error)
    }
  })
}

function nodeOptions(shot: Shot): http.RequestOptions {
  const { name, port, path, shape, lead, servername } = shot
  const headers = headersOf(shot)
  return {
    hostname: name,
    ...(port && { port }),
    ...(shape !== 'late' && { path }),
    ...(headers !== undefined && !(headers instanceof Map) && { headers: headers as never }),
    agent: lead === undefined ? false : new http.Agent({ host: lead } as never),
    ...(servername !== undefined && { servername }),
  }
}

const nodeClients: Record<string, Shoot> = {
  'http.request(options)': (shot) => finish(http.request(nodeOptions(shot)), shot),
  'http.request(host)': (shot) => {
    const { hostname, ...options } = nodeOptions(shot)
    return finish(http.request({ ...options, host: hostname as string }), shot)
  },
  'http.get(url)': (shot) => finish(http.get(urlOf(shot), { agent: false }), shot),
  'http.request(URL)': (shot) => finish(http.request(new URL(urlOf(shot)), { agent: false }), shot),
  'http.request(url, options)': (shot) => {
    const { hostname: _, port: __, ...options } = nodeOptions(shot)
    return finish(http.request(urlOf(shot), { ...options, host: shot.lead ?? '' }), shot)
  },
  'new http.ClientRequest': (shot) => finish(new http.ClientRequest(nodeOptions(shot) as never), shot),
  'https.request': (shot) => {
    const { lead, servername } = shot
    const agent = lead === undefined ? false : new https.Agent({ servername: lead, rejectUnauthorized: false })
    const options = { ...nodeOptions(shot), agent, rejectUnauthorized: false }
    return finish(https.request({ ...options, ...(servername !== undefined && { servername }) }), shot)
  },
  "Node's own proxy": (shot) => {
    const agent = new http.Agent({ proxyEnv: { HTTP_PROXY: shot.proxy } } as never)
    return finish(http.request({ ...nodeOptions(shot), agent }), shot)
  },
}

const list = major >= 24

const http2Clients: Record<string, Shoot> = {
  'http2.connect(url)': (shot) => stream(shot, urlOf(shot)),
  'http2.connect(object)': (shot) => stream(shot, { protocol: 'http:', hostname: shot.name, port: shot.port }),
  'http2.connect(host)': (shot) => stream(shot, { protocol: 'http:', host: shot.name, port: shot.port }),
}

async function stream(shot: Shot, authority: string | object): Promise<unknown> {
  const { lead, servername, host, shape, path } = shot
  const session = http2.connect(authority as string, {
    ...(lead !== undefined && { host: lead }),
    ...(servername !== undefined && { servername }),
  })
  try {
    const fields = {
      ':path': path.startsWith('/') ? path : '/',
      ...(host !== undefined && { [shape === 'map' ? 'host' : ':authority']: host }),
    }
    const asList = list && shape === 'flat'
    return await new Promise((resolve, reject) => {
      session.on('error', reject)
      const request = session.request((asList ? Object.entries(fields).flat() : fields) as never)
      request.on('response', (headers) => resolve(headers[':status'])).on('error', reject)
      request.resume().end()
    })
  } finally {
    session.destroy()
  }
}

const method = {
  path: '/shop.Orders/Get',
  requestStream: false,
  responseStream: false,
  requestSerialize: () => Buffer.alloc(0),
  responseDeserialize: () => null,
} // prettier-ignore
const Orders = grpc.makeGenericClientConstructor(
  { get: { ...method, requestDeserialize: () => null, responseSerialize: () => Buffer.alloc(0) } } as never,
  'shop.Orders',
) // prettier-ignore

const grpcClients: Record<string, Shoot> = Object.fromEntries(
  ['', 'dns:', 'dns:///', 'ipv4:', 'ipv6:', 'xds:///'].map((scheme) => [
    `grpc ${scheme}`,
    async ({ name, port, host }: Shot) => {
      const client = new Orders(`${scheme}${name}${port && `:${port}`}`, grpc.credentials.createInsecure(), {
        ...(host !== undefined && { 'grpc.default_authority': host }),
        interceptors: [interceptor()],
      })
      try {
        return await new Promise((resolve, reject) => {
          const deadline = Date.now() + 10_000
          ;(client as unknown as { get: (...args: unknown[]) => void }).get({}, { deadline }, (error: unknown) =>
            error ? reject(error) : resolve('answered'),
          )
        })
      } finally {
        client.close()
      }
    },
  ]),
)

/** All ways through a copy of undici. */
export function undiciClients(undici: typeof Undici, copy: string): Record<string, Shoot> {
  const { Agent, BalancedPool, Client, Pool, ProxyAgent, RetryAgent } = undici
  type Made = Undici.Dispatcher

  async function ask(dispatcher: Made, options: object): Promise<unknown> {
    try {
      const { statusCode, body } = await dispatcher.request({ method: 'GET', ...options } as never)
      await body.dump()
      return statusCode
    } finally {
      await dispatcher.destroy().catch(() => {})
    }
  }
  const options = (shot: Shot) => {
    const headers = headersOf(shot)
    const { servername } = shot
    return { path: shot.path, ...(headers && { headers }), ...(servername !== undefined && { servername }) }
  }
  const toOne = (shot: Shot) => ({
    ...options(shot),
    ...(shot.lead !== undefined && { origin: `http://${shot.lead}` }),
  })
  const toAny = (shot: Shot) => ({ ...options(shot), origin: originOf(shot) })
  const made: Record<string, Shoot> = {
    request: (shot) => ask(new Agent(), { ...toAny(shot) }),
    'Agent, a URL': (shot) => ask(new Agent(), { ...toAny(shot), origin: new URL(originOf(shot)) }),
    Client: (shot) => ask(new Client(originOf(shot)), toOne(shot)),
    Pool: (shot) => ask(new Pool(originOf(shot)), toOne(shot)),
    BalancedPool: (shot) => ask(new BalancedPool(originOf(shot)), toOne(shot)),
    RetryAgent: (shot) => ask(new RetryAgent(new Agent(), { maxRetries: 0 }) as never, toAny(shot)),
    'ProxyAgent, a tunnel': (shot) => ask(new ProxyAgent({ uri: shot.proxy, proxyTunnel: true }), toAny(shot)),
    // undici 6 and 7 take a list of headers apart here ("0: host"), so there is none.
    'ProxyAgent, no tunnel': (shot) =>
      ask(new ProxyAgent({ uri: shot.proxy, proxyTunnel: false }), toAny({ ...shot, shape: 'object' })),
    'an interceptor below': (shot) => {
      const { path: _, ...rest } = toAny(shot)
      const lead = { path: shot.path, ...(shot.lead && { headers: { host: shot.lead } }) }
      const factory = (origin: string | URL, opts: object) =>
        new Pool(origin, opts).compose(
          (next) => (o, handler) =>
            next(
              { ...o, ...lead, ...(shot.lead && { headers: { ...(o.headers as object), ...lead.headers } }) } as never,
              handler,
            ),
        ) // prettier-ignore
      return ask(new Agent({ factory: factory as never }), { path: '/', ...rest })
    },
    stream: async (shot) => {
      const dispatcher = new Agent()
      const { Writable } = await import('node:stream')
      try {
        const sink = () => new Writable({ write: (_, __, done) => done() })
        return (await dispatcher.stream({ method: 'GET', ...toAny(shot) } as never, sink as never)).opaque
      } finally {
        await dispatcher.destroy()
      }
    },
    upgrade: async (shot) => {
      const dispatcher = new Client(originOf(shot))
      try {
        const { socket } = await dispatcher.upgrade({ protocol: 'websocket', ...toOne(shot) } as never)
        return socket.destroy() && 'upgraded'
      } finally {
        await dispatcher.destroy()
      }
    },
    fetch: async (shot) => {
      const dispatcher = new Agent()
      try {
        const response = await undici.fetch(urlOf(shot), { dispatcher } as never)
        return await response.text()
      } finally {
        await dispatcher.destroy()
      }
    },
    WebSocket: (shot) => {
      const dispatcher = new Agent()
      const socket = new undici.WebSocket(urlOf(shot, 'ws:'), { dispatcher } as never)
      return new Promise((resolve) => socket.addEventListener('close', resolve, { once: true }))
        .then(() => dispatcher.destroy())
        .then(() => 'closed')
    },
  }
  return Object.fromEntries(Object.entries(made).map(([name, shoot]) => [`${copy}: ${name}`, shoot]))
}

export const clients: Record<string, Shoot> = {
  ...nodeClients,
  ...http2Clients,
  ...grpcClients,
  'built-in fetch': async (shot) =>
    (
      await fetch(
        urlOf(shot),
        headersOf(shot) instanceof Map || shot.shape === 'flat' ? {} : { headers: headersOf(shot) as never },
      )
    ).text(), // prettier-ignore
}
