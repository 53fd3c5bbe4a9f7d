// The service under soak: Express behind the one line, which makes one call per request with whichever client its path
// names. Compiled packages, so that it runs on any Node. Talks to its parent over IPC.
import http from 'node:http'
import { counters, traceferry } from '@traceferry/express'
import axios from 'axios'
import express from 'express5'
import superagent from 'superagent'
import * as undici6 from 'undici6'
import * as undici7 from 'undici7'
import { portOf } from '../shared/listen.js'

const upstream = String(process.env.UPSTREAM)
const agent = new http.Agent({ keepAlive: true, maxSockets: 4 })
const pool6 = new undici6.Pool(upstream, { connections: 2 })
const pool7 = new undici7.Pool(upstream, { connections: 2 })
const retrying = new undici7.RetryAgent(new undici7.Agent({ connections: 2 }), { minTimeout: 1, maxRetries: 4 })
const composed = new undici7.Agent({ connections: 2 }).compose(
  undici7.interceptors.retry({ minTimeout: 1, maxRetries: 4 }),
)

const viaUndici = (module, dispatcher) => async (url, signal) => {
  const answer = await module.request(url, { dispatcher, signal })
  return answer.body.text()
}

/** Each takes a URL and an abort signal. The ones named `...Retry` are answered 503 at first. */
const clients = {
  fetch: (url, signal) => fetch(url, { signal }).then((answer) => answer.text()),
  fetchPost: (url, signal) => fetch(url, { signal, method: 'POST', body: 'x'.repeat(2000) }).then((a) => a.text()),
  pool6: viaUndici(undici6, pool6),
  pool7: viaUndici(undici7, pool7),
  agentRetry: viaUndici(undici7, retrying),
  composedRetry: viaUndici(undici7, composed),
  axios: (url, signal) => axios.get(url, { signal, httpAgent: agent }),
  superagent: (url) => superagent.get(url).agent(agent),
  http: (url, signal) =>
    new Promise((resolve, reject) => {
      http.get(url, { agent, signal }, (answer) => answer.resume().on('end', resolve)).on('error', reject)
    }),
}

const app = express()
app.use(traceferry())
app.all('/:client/:id', async (request, response) => {
  const aborting = new AbortController()
  response.on('close', () => aborting.abort())
  const { client, id } = request.params
  // Late: the body is read by a listener, and the call is made from there.
  await new Promise((resolve) => request.on('end', resolve).resume())
  await clients[client](`${upstream}/${client}/${id}`, aborting.signal).catch(() => {})
  response.end('ok')
})

const server = app.listen(0, '127.0.0.1', () => process.send?.({ port: portOf(server), clients: Object.keys(clients) }))

process.on('message', (message) => {
  if (message !== 'report') return process.exit(0)
  globalThis.gc?.()
  const { heapUsed, rss } = process.memoryUsage()
  process.send?.({ heapUsed, rss, counters: counters() })
})
process.on('disconnect', () => process.exit(0))
