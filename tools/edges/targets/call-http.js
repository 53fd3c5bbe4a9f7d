// node:http and node:https, with the host in any of the places that they look for one.
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import { headersFor, pathOf, urlOf } from './parts.js'

export function callHttp(target, { agents, keep }) {
  const { client, host, second = 'orders', port, shape } = target
  const module = client === 'https' ? https : http
  const url = () => urlOf(target, client)
  // Neither takes a Map or Headers: the pairs as a list are what they take.
  const headers = headersFor({ ...target, shape: ['Map', 'Headers', 'pairs'].includes(shape) ? 'list' : shape })
  const base = {
    headers,
    path: pathOf(target),
    agent: agents[client],
    ...(port !== undefined && { port }),
    ...(client === 'https' && { rejectUnauthorized: false }),
  }
  const own = (options) =>
    keep(Object.assign(new module.Agent({ keepAlive: true, ...options }), { destroy: destroyed }))
  /** @type {Record<string, () => any>} */
  const forms = {
    hostname: () => [{ ...base, hostname: host }],
    host: () => [{ ...base, host }],
    both: () => [{ ...base, hostname: host, host: second }],
    url: () => [url(), { headers, agent: base.agent }],
    URL: () => [new URL(url()), { headers, agent: base.agent }],
    'url+host': () => [url(), { headers, agent: base.agent, host: second }],
    'url+hostname': () => [url(), { headers, agent: base.agent, hostname: second }],
    'agent host': () => [{ ...base, hostname: second, agent: own({ host }) }],
    'agent hostname': () => [{ ...base, hostname: second, agent: own({ hostname: host }) }],
    'agent defaultPort': () => [{ ...base, hostname: host, agent: Object.assign(own({}), { defaultPort: 8081 }) }],
    inherited: () => [Object.assign(Object.create({ hostname: second }), { ...base, host })],
    // A function of the caller's may connect to anywhere; this one does as it is told.
    createConnection: () => [
      { ...base, hostname: host, agent: undefined, createConnection: (options) => net.connect(options) },
    ],
  }
  return new Promise((resolve, reject) => {
    const request = /** @type {(...args: any[]) => http.ClientRequest} */ (module.request)(
      ...(client === 'https' && target.form === 'createConnection' ? forms.hostname() : forms[target.form]()),
    )
    request.on('response', (response) => response.resume().on('end', resolve).on('error', reject))
    request.on('error', reject).on('close', reject)
    if (target.hostHeader !== undefined && shape === 'late' && !request.headersSent)
      request.setHeader(target.hostHeader[0], target.hostHeader[1])
    request.end()
  })
}

/**
 * An agent of node:http ends as undici's do.
 * @this {http.Agent}
 */
function destroyed() {
  Object.getPrototypeOf(this).destroy.call(this)
  return Promise.resolve()
}
