// One peer, one row: a recording upstream here, the app with the peer in a process of its own, requests from here.
import { fork } from 'node:child_process'
import http from 'node:http'
import { fileURLToPath } from 'node:url'
import { listen, portOf } from '../../tools/shared/listen.js'
import { nodeBinary } from '../../tools/shared/nodes.js'
import { atOnce } from './ask.js'
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
    const { drive = atOnce } = row
    const outcome = await Promise.race([drive(port, row, inbound), child.exit, late()])
    if (outcome === 'late') return { right: false, text: 'hangs' }
    if (outcome === 'exit') return { right: false, text: `crashes the process${child.why()}` }
    return await row.judge(upstream.calls, { ...row, own: OWN })
  } catch (error) {
    return { right: false, text: `does not start: ${error.message}` }
  } finally {
    child.stop()
    upstream.stop()
  }
}

/** @param {{ failures?: number | ((handler: string) => number), redirect?: boolean }} row */
async function startUpstream({ failures = 0, redirect = false }) {
  const calls = []
  const asked = new Map()
  const server = http.createServer((request, response) => {
    const { url = '', rawHeaders, headers } = request
    const call = { url, rawHeaders, host: headers.host ?? '', body: '' }
    calls.push(call)
    const times = (asked.get(url) ?? 0) + 1
    asked.set(url, times)
    const away = `http://outside.example.com:${portOf(server)}/away/1`
    if (redirect && !url.startsWith('/away')) return response.writeHead(302, { location: away }).end()
    request.on('data', (chunk) => {
      call.body += chunk
    })
    const fails = times <= (typeof failures === 'function' ? failures(url.split('/')[1]) : failures)
    request.on('end', () => setTimeout(() => response.writeHead(fails ? 503 : 200).end('x'), 2))
  })
  await listen(server)
  const stop = () => {
    server.closeAllConnections()
    server.close()
  }
  return { calls, url: `http://127.0.0.1:${portOf(server)}`, stop }
}

function startApp({ name, flags, environment }, row, upstream, folder) {
  const env = {
    ...process.env,
    ...environment,
    ...row.environment,
    ...{ UPSTREAM: upstream, PEERS: folder, PEER: name, LISTENER: row.listener ?? '', OWN },
  }
  delete env.NODE_OPTIONS
  const execPath = row.node === undefined ? process.execPath : nodeBinary(row.node)
  const child = fork(app, { execPath, execArgv: flags, env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  let errors = ''
  child.stderr?.on('data', (chunk) => {
    errors += chunk
  })
  const exit = new Promise((resolve) => child.on('exit', () => resolve('exit')))
  const why = () => {
    const [line] = /^\w*Error.*$/m.exec(errors) ?? []
    return line === undefined ? '' : `: ${line}`
  }
  const port = Promise.race([
    new Promise((resolve) => child.on('message', (/** @type {any} */ { port }) => resolve(port))),
    exit.then(() => Promise.reject(new Error(why().slice(2) || 'it ends at once'))),
  ])
  return { port, exit, why, stop: () => child.kill('SIGKILL') }
}

function late() {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE, 'late').unref())
}
