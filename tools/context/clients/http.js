// node:http and node:https: requests through an agent whose sockets are free, few, closed after each answer, or reset.

import { lookup } from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'
import { readers } from '../app/read.js'
import { writers } from '../app/write.js'

const states = ['idle', 'saturated', 'closing', 'reset', 'cold', 'warm', 'before']
const REQUEST = 'http.ClientRequest'
const ANSWER = 'http.IncomingMessage'
const SOCKET = 'net.Socket'
const bodies = Object.values(writers)
const reads = Object.values(readers)

/** `request` is taken here: before the line in the state of that name, after it in all others. */
function open(module, world, state, port) {
  const limited = ['saturated', 'closing', 'reset'].includes(state)
  const make = () => new module.Agent({ keepAlive: true, ...(limited ? { maxSockets: 2 } : {}) })
  const base = { host: '127.0.0.1', port, ...(module === https ? { ca: world.certificate.cert } : {}) }
  const env = { base, module, get: module.get, request: module.request, name: module === https ? 'https' : 'http' }
  let agent = state === 'cold' ? undefined : make()
  // A cold agent is made by the first request that comes.
  return Object.defineProperty(env, 'agent', { get: () => (agent ??= make()) })
}

function warm({ base, agent, get }, path) {
  return new Promise((resolve) => get({ ...base, agent, path }, (answer) => answer.resume().once('end', resolve)))
}

function close(env) {
  env.agent.destroy()
}

function plays() {
  const transfer = (i) => (call) => {
    const request = start(
      call,
      i % 2 === 0 ? 'full' : 'plain',
      { method: 'POST', headers: expecting(i) },
      reads[i % reads.length],
    )
    bodies[i % bodies.length](call, request, REQUEST)
    return closed(request)
  }
  const transfers = reads.flatMap((_, i) => [transfer(i), transfer(i + 1 + reads.length)])
  return [...transfers, ...reads.map(handed), ...reads.map((read, i) => handed(read, i + 1)), ...special, ...special]
}

const expecting = (i) => (i % 3 === 0 ? { expect: '100-continue' } : {})

/** What needs an upstream that does something else. */
const special = [
  function get(call) {
    const { env } = call
    const path = call.path('plain')
    const probe = call.probe(`${env.name}.request`, '(callback)', (answer) =>
      readers.data(call, listening(call, answer)),
    )
    const request = env.get({ ...env.base, agent: env.agent, path }, probe)
    return closed(call.listen(request, REQUEST).on('error', () => {}))
  },
  function timeout(call) {
    const request = start(call, 'slow', { timeout: 8 }, (c, answer) => {
      answer.setTimeout(5, call.probe(ANSWER, 'setTimeout(callback)'))
      return readers.data(c, answer)
    })
    request.setTimeout(6, call.probe(REQUEST, 'setTimeout(callback)'))
    request.end()
    return closed(request)
  },
  function aborted(call) {
    const request = start(call, 'plain', {}, (_c, answer) => answer.once('data', () => request.destroy()))
    request.end()
    return closed(request)
  },
  function abort(call) {
    const request = start(call, 'slow', {})
    request.end()
    setTimeout(() => request.abort(), 3)
    return closed(request)
  },
  function cut(call) {
    const request = start(call, 'cut', { method: 'POST' }, readers.data)
    writers.write(call, request, REQUEST)
    return closed(request)
  },
  function options(call) {
    const options = `${call.env.name}.RequestOptions`
    const request = start(call, 'plain', {
      host: 'localhost',
      lookup: call.probe(options, '{lookup}', (_host, wanted, done) => lookup('127.0.0.1', wanted, done)),
      checkServerIdentity: call.probe(options, '{checkServerIdentity}', () => undefined),
    })
    request.end()
    return closed(request)
  },
  function ownConnection(call) {
    const options = `${call.env.name}.RequestOptions`
    /** @type {(options: any) => import('node:net').Socket} */
    const connect = call.env.name === 'https' ? tls.connect : net.connect
    const request = start(call, 'plain', {
      agent: undefined,
      createConnection: call.probe(options, '{createConnection}', (wanted) =>
        connect({ ...wanted, servername: undefined }),
      ),
      ...(call.env.name === 'https' ? { ALPNProtocols: ['http/1.1'] } : {}),
    })
    request.end()
    return closed(request)
  },
]

const upgrade = { headers: { connection: 'upgrade', upgrade: 'x' } }
const tunnel = (call) => ({ method: 'CONNECT', path: 'localhost:1', headers: { 'x-path': call.path('plain') } })

/** A socket that the app is handed, by an upgrade or for a tunnel: it is its own from now on. */
const handed = (read, i) =>
  function handed(call) {
    const request = start(call, 'plain', i % 2 === 0 ? upgrade : tunnel(call))
    request.end()
    return new Promise((resolve) => {
      request.on('error', resolve).on('response', resolve)
      request.on(i % 2 === 0 ? 'upgrade' : 'connect', (_answer, socket) => talk(call, socket, read, i).then(resolve))
    })
  }

function talk(call, socket, read, i) {
  const except = read === readers.data ? ['readable'] : ['readable', 'data']
  call.listen(socket, SOCKET, ...except).on('error', () => {})
  socket.setTimeout(5, call.probe(SOCKET, 'setTimeout(callback)'))
  Promise.resolve(read(call, socket, SOCKET)).catch(() => {})
  bodies[i % bodies.length](call, socket, SOCKET)
  return new Promise((resolve) => socket.once('close', resolve))
}

/** A request with a listener at each of its doors, and at those of its answer. */
function start(call, how, options, read = readers.data) {
  const { env } = call
  const all = { ...env.base, agent: env.agent, path: call.path(how), ...options }
  const request = env.request(all, call.probe(`${env.name}.request`, '(callback)'))
  request.on('error', () => {})
  request.on('response', (answer) => {
    Promise.resolve(read(call, listening(call, answer, read), ANSWER)).catch(() => {})
  })
  // Only a listener would keep the connection, and so would a missing one.
  const except = [options.headers?.upgrade ? '' : 'upgrade', options.method === 'CONNECT' ? '' : 'connect']
  return call.listen(request, REQUEST, ...except)
}

/** Listeners for `data` and `readable` would read, each in its own way. */
function listening(call, answer, read = readers.data) {
  const except = read === readers.data ? ['readable'] : ['readable', 'data']
  return call.listen(answer, ANSWER, ...except).on('error', () => {})
}

function closed(request) {
  return new Promise((resolve) => request.once('close', resolve))
}

function client(name, module) {
  return {
    name: `node:${name}`,
    states,
    objects: [`${name}.request`, `${name}.RequestOptions`, REQUEST, ANSWER, SOCKET],
    open: (world, state) => open(module, world, state, world.upstreams[name]),
    warm,
    close,
    plays: plays(),
  }
}

export const nodeHttp = client('http', http)
export const nodeHttps = client('https', https)
