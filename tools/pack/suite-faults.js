// Runs a test suite and looks at its end, and at the calls that the service under test has made.
import { run } from '../shared/processes.js'
import { canariesOf, faultsOf, startUpstream } from './upstream.js'

const CLIENTS = ['fetch', 'axios', 'http']

/** What is wrong: the suite is red, a call has not got its headers, or a call that has no request has some. */
export async function suiteFaults(folder, /** @type {string[]} */ [command, ...args], env, visits) {
  const upstream = await startUpstream()
  try {
    await run(command, args, { cwd: folder, env: { ...env, ORDERS_URL: upstream.url, CI: 'true' } })
    const wanted = visits * CLIENTS.length
    const calls = upstream.calls.filter(({ path }) => path !== '/plain')
    const missing = calls.length === wanted ? [] : [`${calls.length} calls arrived instead of ${wanted}`]
    return [...missing, ...upstream.calls.flatMap(callFaults)]
  } finally {
    upstream.close()
  }
}

/** The path of a call names its client and the ids of its request. */
function callFaults(call) {
  const [client, trace, span] = call.path.slice(1).split('/')
  return faultsOf(call, CLIENTS.includes(client) ? canariesOf(trace, span) : undefined)
}
