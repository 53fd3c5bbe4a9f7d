// Calls of clients that stand on node:http: axios and got.
import { bodyOf } from '../bodies.js'
import { kindOf } from '../log.js'

export async function run(call, world) {
  const { log, modules } = world
  const { host, port } = world.target('http')
  const url = `http://${host}:${port}${call.path ?? '/'}`
  const headers = world.headers(call.headers, globalThis.Headers)
  const common = { headers, method: call.method ?? 'GET' }
  if (call.signal !== undefined) common.signal = world.signal(call.signal)
  for (let i = 0; i < (call.twice ? 2 : 1); i++) {
    try {
      const pending = clients[call.client](modules[call.client], url, common, call, world)
      log(`returns ${kindOf(pending)}`)
      const { status, text } = await pending
      log(`answer ${status} ${text}`)
    } catch (error) {
      log.error('rejects', error)
    }
  }
}

const timeoutOf = ({ timeout }) => (timeout > 0 ? Number(timeout) : 800)

const clients = {
  async axios(axios, url, options, call, { lookup }) {
    const { status, data } = await axios.request({
      ...options,
      url,
      lookup,
      timeout: timeoutOf(call),
      data: bodyOf(call.body),
      responseType: 'text',
      validateStatus: () => true,
      httpAgent: agentOf(),
    })
    return { status, text: data }
  },
  async got(got, url, options, call, { lookup }) {
    const { method, ...rest } = options
    const body = call.body === undefined ? {} : { body: bodyOf(call.body) }
    const { statusCode, body: text } = await got(url, {
      ...rest,
      ...body,
      method,
      dnsLookup: lookup,
      timeout: { request: timeoutOf(call) },
      retry: { limit: 0 },
      throwHttpErrors: false,
      agent: { http: agentOf() },
    })
    return { status: statusCode, text }
  },
}

import { Agent } from 'node:http'

const agentOf = () => new Agent()
