// Redirects, as a stranger would send them: no host outside gets ids, each host inside does, and all else is as without us.
import { isDeepStrictEqual } from 'node:util'
import { cases } from './app/redirect-cases.mjs'
import { startUpstream, valuesOf } from './upstream.js'

const id = 'request-redirect'

/** Where we differ from a runtime on purpose, or where it is not visible. */
const known = {
  node: Object.fromEntries(
    ['bytes', 'Request with 3 MB of bytes, 307'].map((name) => [
      name,
      'the fetch of Node 20 fails to send bytes again',
    ]),
  ),
  deno: { 'no place': 'Deno drops the body of a redirect that leads nowhere; with us it can be read' },
  workerd: {
    'PUT, 303': 'workerd keeps the type of a body that it does not send',
    'not HTTP': 'workerd reads ftp: as http:, and would call that host',
    'credentials to another origin':
      'workerd shows cookies to the next origin; other runtimes do not, and neither do we',
  },
}

/**
 * Runs all cases in one request of a service.
 * @param {number} port
 * @param {string} runtime
 * @returns {Promise<{ faults: string[], cases: number }>} what is wrong, and how many calls were compared
 */
export async function checkRedirects(port, runtime) {
  const names = Object.keys(cases).filter((name) => known[runtime]?.[name] === undefined)
  const hosts = {
    IN: await startUpstream('127.0.0.1', hop),
    OTHER: await startUpstream('127.0.0.1', hop),
    OUT: await startUpstream('127.0.0.2', hop),
  }
  try {
    const plan = names.map((name) => ({ name, plain: urlOf(name, 'plain', hosts), ours: urlOf(name, 'ours', hosts) }))
    /** @type {string[]} */
    const faults = []
    for (let i = 0; i < plan.length; i += 10) {
      const part = encodeURIComponent(JSON.stringify(plan.slice(i, i + 10)))
      const response = await fetch(`http://127.0.0.1:${port}/redirects?plan=${part}`, {
        headers: { 'x-request-id': id },
      })
      const outcomes = /** @type {Record<string, any>} */ (await response.json())
      for (const { name } of plan.slice(i, i + 10)) faults.push(...faultsOf(name, outcomes[name], hosts))
    }
    return { faults, cases: names.length }
  } finally {
    for (const host of Object.values(hosts)) host.close()
  }
}

/** A URL that says which hops follow: `/start?case=...&as=...&hops=[[302, 'http://...']]`. */
function urlOf(name, as, hosts) {
  const { start = 'IN', hops, fragment = '' } = cases[name]
  const origins = { IN: hosts.IN.origin, OTHER: hosts.OTHER.origin, OUT: hosts.OUT.origin }
  const placed = hops.map(([status, place]) => [
    status,
    place?.replace(/^(IN|OTHER|OUT)(?=\/)/, (host) => origins[host]).replace('OUTHOST', new URL(origins.OUT).host),
  ])
  const url = new URL('/start', origins[start])
  url.search = String(new URLSearchParams({ case: name, as, hops: JSON.stringify(placed) }))
  return url.href + fragment
}

function hop(request, response) {
  const url = new URL(request.url, 'http://host')
  const [next, ...rest] = JSON.parse(url.searchParams.get('hops') ?? '[]')
  if (next === undefined) return response.end(`${request.method} ${url.pathname}`)
  const [status, place] = next
  if (place === null || place === undefined) return response.writeHead(status).end('nowhere')
  if (place === '') return response.writeHead(status, { location: ' ' }).end('blank')
  const [path, fragment] = place.split('#')
  url.searchParams.set('hops', JSON.stringify(rest))
  const location = `${path}?${url.searchParams}${fragment === undefined ? '' : `#${fragment}`}`
  return response.writeHead(status, { location }).end('moved')
}

function faultsOf(name, outcome, hosts) {
  /** @type {{ plain: any[], ours: any[] }} */
  const calls = { plain: [], ours: [] }
  for (const [host, { calls: seen }] of Object.entries(hosts)) {
    for (const call of seen) {
      const query = new URL(call.url, 'http://host').searchParams
      if (query.get('case') === name) calls[query.get('as') ?? ''].push({ ...call, host })
    }
  }
  const faults = []
  const compared = (what, plain, ours) => {
    if (!isDeepStrictEqual(plain, ours))
      faults.push(`${name}: ${what} is ${JSON.stringify(ours)}, and without us ${JSON.stringify(plain)}`)
  }
  compared('the outcome', neutral(outcome?.plain), neutral(outcome?.ours))
  compared('what was called', calls.plain.map(shapeOf).sort(), calls.ours.map(shapeOf).sort())
  for (const call of calls.ours) {
    const ids = valuesOf(call, 'x-request-id').join()
    const wanted =
      cases[name].init?.().headers?.['X-Request-Id'] ?? (call.host === 'OUT' || cases[name].start === 'OUT' ? '' : id)
    if (ids !== wanted) faults.push(`${name}: ${call.host} got the ids "${ids}", and not "${wanted}"`)
  }
  return faults
}

/** The two calls of a case differ in their `as` alone. */
function neutral(outcome) {
  return outcome === undefined ? undefined : JSON.parse(JSON.stringify(outcome).replaceAll(/as=(?:plain|ours)/g, 'as='))
}

/** What came over the wire, but for our headers. */
function shapeOf({ host, method, url, body, rawHeaders }) {
  const headers = []
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i].toLowerCase()
    if (name !== 'x-request-id' || rawHeaders[i + 1] !== id) headers.push(`${name}: ${rawHeaders[i + 1]}`)
  }
  return `${host} ${method} ${url.replace(/as=(?:plain|ours)/, 'as=')} ${body.length > 1000 ? body.length : body} ${headers.sort().join('; ')}`
}
