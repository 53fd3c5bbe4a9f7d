// The service under fire, in a process of its own: four frameworks, each with three clients, behind the one line or, as
// the twin, without it. Compiled packages, so that it runs on any Node. Talks to its parent over IPC.
import { createHash } from 'node:crypto'
import dns from 'node:dns'
import http from 'node:http'
import { text } from 'node:stream/consumers'
import { counters, traceferry as onExpress } from '@traceferry/express'
import { traceferry as onFastify } from '@traceferry/fastify'
import { traceferry as onHttp } from '@traceferry/http'
import { traceferry as onKoa } from '@traceferry/koa'
import express from 'express5'
import Fastify from 'fastify5'
import Koa from 'koa3'
import { Agent, request as undiciRequest } from 'undici7'
import { listen, portOf } from '../../shared/listen.js'
import { installNaive } from './naive.js'

const { ROLE, INSIDE, OUTSIDE, IGNORED } = process.env
const twin = ROLE === 'twin'
const plainly = ROLE !== 'traceferry'
const extras = { headers: ['end-user', 'x-team-*', { inbound: 'x-old', outbound: 'x-new' }] }
const ignoring = { ignoreTargets: ['127.0.0.9'] }

// A host outside the mesh that leads to this machine, for every client.
const module = /** @type {any} */ (dns)
const { lookup } = module
module.lookup = (name, options, callback) =>
  lookup(name === 'outside.example.com' ? '127.0.0.1' : name, options, callback)

const agent = new http.Agent({ keepAlive: true, maxSockets: 8 })
const dispatcher = new Agent({ connections: 8 })
const clients = [
  async (url) => (await fetch(url)).text(),
  async (url) => (await undiciRequest(url, { dispatcher })).body.text(),
  (url) =>
    new Promise((resolve, reject) => {
      http.get(url, { agent }, (answer) => text(answer).then(resolve, reject)).on('error', reject)
    }),
]

/** What the app does with a request, whatever its framework: one or two calls, and an answer that tells what it saw. */
async function work(service, request) {
  const { url, method, rawHeaders } = request
  const [, token] = /\/c\/(\w{1,30})/.exec(url) ?? []
  const seen = createHash('sha1').update(rawHeaders.join('\n'), 'latin1').digest('base64')
  if (token === undefined) return `${method} ${url} ${seen}`
  const n = Number.parseInt(token, 10) || 0
  // Every other time from a late listener of the body, in whose context nothing of another request may be.
  const body = n % 2 === 0 ? await drained(request) : 0
  const call = clients[n % clients.length]
  const answers = [await call(`${INSIDE}/${twin ? 'twin' : 'in'}/${service}/${token}`)]
  if (n % 8 === 0)
    answers.push(await call(`${n % 16 === 0 ? OUTSIDE : IGNORED}/${twin ? 'twin' : 'out'}/${service}/${token}`))
  return `${method} ${url} ${seen} ${body} ${answers}`
}

function drained(request) {
  let bytes = 0
  return new Promise((resolve) => {
    request.on('data', (chunk) => {
      bytes += chunk.length
    })
    request.on('end', () => resolve(bytes))
    if (request.readableEnded) resolve(bytes)
  })
}

function withHttp() {
  const server = http.createServer((request, response) => {
    work(0, request).then(
      (answer) => response.end(answer),
      (error) => response.writeHead(500).end(String(error)),
    )
  })
  return plainly ? server : onHttp(server, ignoring)
}

function withExpress() {
  const app = express().set('env', 'test')
  if (!plainly) app.use(onExpress({ ...extras, ...ignoring }))
  app.use(async (request, response) => response.send(await work(1, request)))
  return http.createServer(app)
}

async function withFastify() {
  const app = Fastify()
  if (!plainly) app.register(onFastify, { ...extras, ...ignoring, verbatim: true })
  // The body is left to the handler.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_, __, done) => done(null))
  const answer = (request) => work(2, request.raw)
  app.setNotFoundHandler(async (request, reply) => reply.code(200).send(await answer(request)))
  await app.ready()
  return app.server
}

function withKoa() {
  const app = new Koa()
  app.silent = true
  if (!plainly) app.use(onKoa({ ...extras, ...ignoring, maxBytes: 1000 }))
  app.use(async (context) => {
    context.body = await work(3, context.req)
  })
  return http.createServer(app.callback())
}

const faults = []
for (const event of ['unhandledRejection', 'uncaughtException', 'warning']) {
  process.on(event, (error) => faults.push(`${event}: ${error?.stack ?? error}`.slice(0, 500)))
}

if (ROLE === 'naive') installNaive()
const servers = [withHttp(), withExpress(), await withFastify(), withKoa()]
const ports = []
for (const server of servers) {
  // A client that has sent all it will still gets all its answers, so that the end of a connection tells of them all.
  Object.assign(server, { httpAllowHalfOpen: true })
  await listen(server)
  ports.push(portOf(server))
}
process.send?.({ ports })
process.on('message', () => process.send?.({ faults, counters: counters() }))
process.on('disconnect', () => process.exit(0))
// Ctrl-C is for the parent, which still wants the report.
process.on('SIGINT', () => {})
