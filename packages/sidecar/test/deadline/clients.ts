import http from 'node:http'
import http2 from 'node:http2'
import axios from 'axios'
import got from 'got'
import ky from 'ky'
import superagent from 'superagent'
import type * as Undici from 'undici7'

type Get = (url: string, headers?: Record<string, string>) => Promise<string>

/** A client, and the same over one connection, where calls wait for each other. */
export interface Client {
  get: Get
  /** Over a single connection to this origin. */
  single?: (origin: string) => { get: Get; close(): unknown }
}

// undici 8 does not load on Node 20: the rows are for those that do.
const majors: Record<string, typeof Undici> = {}
for (const name of ['undici6', 'undici7', 'undici8']) {
  const loaded = await import(name).catch((error: Error) => console.error(`${name} is left out: ${error.message}`))
  if (loaded !== undefined) majors[name] = loaded as typeof Undici
}
const noRetry = { limit: 0 }

function httpGet(url: string, options: http.RequestOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, options, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (chunk) => (body += chunk))
      response.on('end', () => resolve(body)).on('error', reject)
    })
    request.on('error', reject)
  })
}

function singleAgent(get: (url: string, agent: http.Agent) => Promise<string>): NonNullable<Client['single']> {
  return () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
    return { get: (url) => get(url, agent), close: () => agent.destroy() }
  }
}

/** Every way out that a deadline limits. A NEW ONE IS ONE ENTRY HERE. */
export const clients: Record<string, Client> = {
  fetch: { get: async (url, headers = {}) => (await fetch(url, { headers })).text() },
  'node:http': {
    get: (url, headers = {}) => httpGet(url, { headers }),
    single: singleAgent((url, agent) => httpGet(url, { agent })),
  },
  axios: {
    get: async (url, headers = {}) => String((await axios.get(url, { headers, proxy: false })).data),
    single: singleAgent(async (url, httpAgent) => String((await axios.get(url, { httpAgent, proxy: false })).data)),
  },
  got: {
    get: (url, headers = {}) => got(url, { headers, retry: noRetry }).text(),
    single: singleAgent((url, agent) => got(url, { agent: { http: agent }, retry: noRetry }).text()),
  },
  ky: { get: (url, headers = {}) => ky(url, { headers, retry: noRetry, timeout: false }).text() },
  superagent: {
    get: async (url, headers = {}) => (await superagent.get(url).set(headers).buffer(true)).text,
  },
  ...Object.fromEntries(
    Object.entries(majors).flatMap(([name, { request, Agent, Pool, RetryAgent }]) => [
      [
        name,
        {
          get: async (url: string, headers = {}) => (await (await request(url, { headers })).body.text()) as string,
          single(origin: string) {
            const pool = new Pool(origin, { connections: 1, pipelining: 1 })
            return {
              get: (url: string) => textOf(pool.request({ path: pathOf(url), method: 'GET' })),
              close: () => pool.destroy(),
            }
          },
        },
      ],
      [
        `${name} RetryAgent`,
        {
          get: (url: string, headers = {}) =>
            textOf(
              request(url, {
                headers,
                dispatcher: new RetryAgent(new Agent() as never, { minTimeout: 150, timeoutFactor: 1 }) as never,
              }),
            ),
        },
      ],
    ]),
  ),
}

/** One stream of HTTP/2, on a session of its own. */
export function http2Get(origin: string, path: string, headers: Record<string, string> = {}): Promise<string> {
  const session = http2.connect(origin)
  return new Promise<string>((resolve, reject) => {
    session.on('error', reject)
    const stream = session.request({ ':path': path, ...headers })
    let body = ''
    stream.setEncoding('utf8').on('data', (chunk) => (body += chunk))
    stream.on('end', () => resolve(body)).on('error', reject)
  }).finally(() => session.destroy())
}

async function textOf(answer: Promise<{ body: { text(): Promise<string> } }>): Promise<string> {
  return (await answer).body.text()
}

function pathOf(url: string): string {
  return new URL(url).pathname
}
