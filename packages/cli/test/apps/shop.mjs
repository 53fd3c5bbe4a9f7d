// A service that breaks the chain in the way that the path asks it to, `/<its name>/<way>`, and passes other paths on.
// The last of the chain hangs when the path ends in /hang.
import { EventEmitter, once } from 'node:events'
import http from 'node:http'
import { pathToFileURL } from 'node:url'
import { traceferry } from '@traceferry/express'
import express from 'express5'
import { createPool } from 'generic-pool'

const { PORT, HOST, TRACEFERRY_SERVICE, NEXT, LINE = 'on', BUNDLE } = process.env
const next = process.env[`${NEXT?.toUpperCase()}_URL`]

const pool = createPool(
  {
    create: async () => {
      const connection = new EventEmitter()
      setInterval(() => connection.emit('answer'), 5).unref()
      return connection
    },
    destroy: async () => {},
  },
  { max: 1 },
)
await pool.release(await pool.acquire())

const viaFetch = async (url) => void (await (await fetch(url)).text())
const viaHttp = async (url) => {
  const [response] = await once(http.get(url), 'response')
  for await (const _ of response);
}

const ways = {
  async lost(url) {
    const connection = await pool.acquire()
    await new Promise((resolve, reject) => connection.once('answer', () => viaHttp(url).then(resolve, reject)))
    await pool.release(connection)
  },
  // The lost call leaves while the other one is decided and waits: neither may be mistaken for the other.
  mixed: (url) => Promise.all([viaFetch(url), ways.lost(url)]),
  outside: () => fetch('http://api.partner.invalid').catch(() => {}),
  async bundled(url) {
    const { Pool } = await import(pathToFileURL(BUNDLE).href)
    const client = new Pool(new URL(url).origin)
    await (await client.request({ path: '/', method: 'GET' })).body.dump()
    await client.close()
  },
  early: () => {}, // in the middleware above the line
  hang: () => new Promise((resolve) => setTimeout(resolve, 2000)),
  many: (url) => Promise.all(Array.from({ length: 60 }, () => viaFetch(url))),
  fail: () => Promise.reject(new Error('as asked')),
}
// /orders/to-plain: another callee than the usual one.
for (const name of ['plain', 'unprobed', 'other', 'unset'])
  ways[`to-${name}`] = () => viaFetch(`${process.env[`${name.toUpperCase()}_URL`]}/`)

const app = express()
function wayOf(path) {
  if (path.endsWith('/hang') && next === undefined) return 'hang'
  return path.startsWith(`/${TRACEFERRY_SERVICE}/`) ? path.split('/')[2] : undefined
}
app.get('/healthz', (_, response) => void response.send('ok'))
app.use(async (request, _response, further) => {
  if (wayOf(request.path) === 'early') await viaHttp(`${next}/`)
  further()
})
if (LINE === 'on') app.use(traceferry())
app.use(async (request, response) => {
  const way = ways[wayOf(request.path)]
  if (way !== undefined) await way(`${next}/`)
  else if (next !== undefined) await viaFetch(next + request.path)
  response.json({})
})
app.use((_error, _request, response, _next) => void response.status(500).send('failed'))
http.createServer(app).listen(Number(PORT), HOST)
