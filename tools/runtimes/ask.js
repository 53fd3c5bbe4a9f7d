// Asks a service many things at once, and counts whose ids its calls have carried.
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { valuesOf } from './upstream.js'

const idOf = (n) => `request-${n}`
const traceOf = (n) => `00-${String(n).padStart(32, '1')}-${String(n).padStart(16, '1')}-01`

let last = 0

/**
 * Sends requests at once, each with ids of its own, to a service on this port.
 * @returns own, none and wrong: calls with the ids of their request, without, and with those of another one or doubled; `missing`:
 * calls that were never made
 */
export async function ask({ port, upstream, clients, requests, callsEach, path = pathOf, asked: whose = queryOf }) {
  const agent = new Agent({ keepAlive: true, maxSockets: requests })
  upstream.calls.length = 0
  const asked = Array.from({ length: requests }, (_, i) => ({ n: ++last, client: clients[i % clients.length] }))
  const failures = (await Promise.all(asked.map((one) => send(one, port, agent, path)))).filter(
    (text) => text !== undefined,
  )
  await callsToEnd(upstream, requests * callsEach)
  agent.destroy()
  const counts = new Map(clients.map((client) => [client, { own: 0, none: 0, wrong: 0, missing: 0, failures: [] }]))
  for (const client of clients) {
    const made = upstream.calls.filter((call) => whose(call).client === client)
    const cell = counts.get(client)
    for (const call of made) cell[verdictOf(call, whose(call).n)]++
    cell.missing = asked.filter((one) => one.client === client).length * callsEach - made.length
  }
  for (const text of failures) counts.get(clients[0]).failures.push(text)
  return counts
}

/** Whose request a call to the upstream was made for, and by which client. */
function queryOf({ url }) {
  return Object.fromEntries(new URL(url, 'http://x').searchParams)
}

function verdictOf(call, n) {
  const ids = valuesOf(call, 'x-request-id')
  const traces = valuesOf(call, 'traceparent')
  if (ids.length === 0 && traces.length === 0) return 'none'
  return ids.join() === idOf(n) && traces.join() === traceOf(n) ? 'own' : 'wrong'
}

/** How services are asked, if nothing else is said. */
function pathOf({ n, client }) {
  return `/work?n=${n}&client=${encodeURIComponent(client)}`
}

function send(one, port, agent, pathOf) {
  const { n } = one
  const path = pathOf(one)
  // Apollo answers a GET of the browser only if it has this.
  const headers = { 'X-Request-Id': idOf(n), traceparent: traceOf(n), 'apollo-require-preflight': '1' }
  return new Promise((resolve) => {
    const call = request({ port, host: '127.0.0.1', path, agent, headers, timeout: 20_000 }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode === 200 ? undefined : `status ${response.statusCode}`))
      response.on('error', (error) => resolve(error.message))
    })
    call.on('timeout', () => call.destroy(new Error('no answer in 20 s')))
    call.on('error', (error) => resolve(error.message))
    call.end()
  })
}

/** The late calls come after the answers. Those that do not come are missing. */
async function callsToEnd({ calls }, expected) {
  for (let waited = 0; calls.length < expected && waited < 3000; waited += 20) await sleep(20)
}
