// How each client is called with a target.
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { callHttp } from './call-http.js'
import { callHttp2 } from './call-http2.js'
import { callUndici } from './call-undici.js'
import { headersFor, urlOf } from './parts.js'

/** { call, close } with agents of their own, which a batch of calls shares. */
export function callers(modules) {
  const agents = {
    http: new HttpAgent({ keepAlive: true, maxSockets: 4 }),
    https: new HttpsAgent({ keepAlive: true, maxSockets: 4, rejectUnauthorized: false }),
  }
  const open = []
  const keep = (dispatcher) => {
    open.push(dispatcher)
    return dispatcher
  }
  const limits = { headersTimeout: 2500, bodyTimeout: 2500 }
  const builtIn = keep(new modules.Agent(limits))
  const undici = {}
  for (const name of Object.keys(modules).filter((name) => name.startsWith('undici')))
    undici[name] = keep(new modules[name].Agent({ ...limits, connections: 4 }))
  const tools = { modules, agents, undici, builtIn, keep }

  async function close() {
    agents.http.destroy()
    agents.https.destroy()
    await Promise.all(open.map((dispatcher) => dispatcher.destroy().catch(() => {})))
  }
  return { call: (target) => byClient(target.client)(target, tools), close }
}

function byClient(client) {
  if (client === 'http' || client === 'https') return callHttp
  if (client === 'http2') return callHttp2
  if (client === 'redirects') return (target, tools) => redirected(target, tools)
  return client.startsWith('undici') ? callUndici : others[client]
}

const others = {
  async fetch(target, { builtIn }) {
    const url = urlOf(target)
    const init = { headers: headersFor(target, Headers), dispatcher: builtIn }
    await drain(
      await (target.form === 'Request'
        ? fetch(new Request(url, init), { dispatcher: builtIn })
        : fetch(target.form === 'URL' ? new URL(url) : url, init)),
    )
  },
  async axios(target, { modules, agents }) {
    await modules.axios.request({
      url: urlOf(target),
      headers: plainHeaders(target),
      httpAgent: agents.http,
      timeout: 2500,
      validateStatus: null,
    })
  },
  async got(target, { modules, agents }) {
    await modules.got(urlOf(target), {
      headers: plainHeaders(target),
      agent: agents,
      retry: { limit: 0 },
      timeout: { request: 2500 },
      throwHttpErrors: false,
    })
  },
}

const plainHeaders = (target) => headersFor({ ...target, shape: undefined })
const drain = (response) => response.text()

/** From a host to the next one and on to a third, which the client follows by itself. */
async function redirected(target, { modules, undici, builtIn, agents }) {
  const last = `http://${target.last}/end`
  const second = `http://${target.next}/redirect?${encodeURIComponent(last)}`
  const path = `/redirect?${encodeURIComponent(second)}`
  const url = `http://${target.host}${path}`
  const headers = { 'x-n': String(target.n) }
  const { form } = target
  if (modules[form] === undefined || form === 'fetch') return drain(await fetch(url, { headers, dispatcher: builtIn }))
  if (form === 'axios')
    return modules.axios.get(url, { headers, httpAgent: agents.http, timeout: 2500, validateStatus: null })
  if (form === 'got')
    return modules.got(url, {
      headers,
      agent: agents,
      retry: { limit: 0 },
      timeout: { request: 2500 },
      throwHttpErrors: false,
    })
  const { interceptors } = modules[form]
  const following = undici[form].compose(interceptors.redirect({ maxRedirections: 3 }))
  const { body } = await following.request({ origin: `http://${target.host}`, path, method: 'GET', headers })
  await body.dump()
}
