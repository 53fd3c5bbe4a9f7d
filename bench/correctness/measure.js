// One peer, one row: a recording upstream here, the app with the peer in a process of its own, requests from here.
import { fork } from 'node:child_process'
import http from 'node:http'
import { fileURLToPath } from 'node:url'
import { headersOf } from './headers.js'

const app = fileURLToPath(new URL('app.cjs', import.meta.url))
const OWN = `00-${'d'.repeat(32)}-${'e'.repeat(16)}-01`
const PATIENCE = 8000

/** The verdict on what came over the wire: { right, text }. */
export async function measure(peer, row, folder) {
  const upstream = await startUpstream(row)
  const child = startApp(peer, row, upstream.url, folder)
  try {
    const port = await child.port
    const inbound = (n) => [...headersOf(n), ...(peer.inbound?.(n) ?? [])]
    const agent = new http.Agent({ keepAlive: true, maxSockets: 20 })
    const asks = Array.from({ length: row.requests }, (_, i) =>
      ask(port, agent, `/${row.handler}/${i + 1}`, inbound(i + 1)),
    )
    const outcome = await Promise.race([Promise.all(asks), child.exit, late()])
    agent.destroy()
    if (outcome === 'late') return { right: false, text: 'hangs' }
    if (outcome === 'exit') return { right: false, text: `crashes the process${child.why()}` }
    return row.judge(upstream.calls, { ...row, own: OWN })
  } catch (error) {
    return { right: false, text: `does not start: ${error.message}` }
  } finally {
    child.stop()
    upstream.stop()
  }
}

async function startUpstream({ failures = 0, redirect = false }) {
  const calls = []
  const asked = new Map()
  const server = http.createServer((request, response) => {
    const { url, rawHeaders, headers } = request
    calls.push({ url, rawHeaders, host: headers.host ?? '' })
    const times = (asked.get(url) ?? 0) + 1
    asked.set(url, times)
    const away = `http://outside.example.com:${server.address().port}/away/1`
    if (redirect && !url.startsWith('/away')) return response.writeHead(302, { location: away }).end()
    setTimeout(() => response.writeHead(times <= failures ? 503 : 200).end('x'), 2)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const stop = () => {
    server.closeAllConnections()
    server.close()
  }
  return { calls, url: `http://127.0.0.1:${server.address().port}`, stop }
}

function startApp({ flags, environment = {} }, { listener = '' }, upstream, folder) {
  const env = { ...process.env, ...environment, UPSTREAM: upstream, PEERS: folder, LISTENER: listener, OWN }
  delete env.NODE_OPTIONS
  const child = fork(app, { execArgv: flags, env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  const exit = new Promise((resolve) => child.on('exit', () => resolve('exit')))
  const why = () => {
    const [line] = /^\w*Error.*$/m.exec(errors) ?? []
    return line === undefined ? '' : `: ${line}`
  }
  const port = Promise.race([
    new Promise((resolve) => child.on('message', ({ port }) => resolve(port))),
    exit.then(() => Promise.reject(new Error(why().slice(2) || 'it ends at once'))),
  ])
  return { port, exit, why, stop: () => child.kill('SIGKILL') }
}

function ask(port, agent, path, inbound) {
  return new Promise((resolve) => {
    const headers = [...inbound, 'host', `127.0.0.1:${port}`, 'content-length', '4']
    const request = http.request({ host: '127.0.0.1', port, path, method: 'POST', headers, agent }, (response) =>
      response.resume().on('end', resolve),
    )
    // What becomes of the request is judged by what reached the upstream.
    request.on('error', () => setTimeout(resolve, 200))
    request.write('ea')
    setTimeout(() => request.end('rl'), 5)
  })
}

function late() {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE, 'late').unref())
}
