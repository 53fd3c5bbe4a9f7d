// A service in which each path breaks the chain in another way. Made by a test, or run as a program.
import { EventEmitter, once } from 'node:events'
import http from 'node:http'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { traceferry } from '@traceferry/express'
import express from 'express5'
import { createPool } from 'generic-pool'

const { ORDERS_URL: orders, PARTNER_URL: partner, BUNDLE: bundle } = process.env

/** A client whose connections call back from their own timers, as drivers of databases do. */
const connectionPool = () =>
  createPool(
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

async function inCallback(pool, work) {
  const connection = await pool.acquire()
  await new Promise((resolve, reject) => connection.once('answer', () => work().then(resolve, reject)))
  await pool.release(connection)
}

const get = async (url, headers = {}) => {
  const [response] = await once(http.get(url, { headers }), 'response')
  response.resume()
}

/** What each path does. */
const paths = {
  '/fine': () => fetch(`${orders}/fine`),
  '/early': () => fetch(`${orders}/late`),
  '/outside': () => fetch(`${partner}/outside`),
  '/own': () => fetch(`${orders}/own`, { headers: { 'x-b3-traceid': 'aaaaaaaaaaaaaaaa' } }),
  '/signed': () => get(`${orders}/signed`, { authorization: 'AWS4-HMAC-SHA256 x' }),
  '/bundled': async () => {
    const { Pool } = await import(pathToFileURL(bundle).href)
    const pool = new Pool(orders)
    await (await pool.request({ path: '/bundled', method: 'GET' })).body.dump()
  },
  '/worker': () => {
    const code = `fetch(${JSON.stringify(`${orders}/worker`)})`
    return once(new Worker(code, { eval: true }), 'exit')
  },
  '/nothing': async () => {},
  '/elsewhere': () => get('http://127.0.0.1:9/elsewhere').catch(() => {}), // nothing listens there
}

export async function createBroken() {
  const opened = connectionPool()
  await opened.release(await opened.acquire()) // warmed up before any request, as pools of databases are
  const fresh = connectionPool()
  paths['/lost'] = () => inCallback(opened, () => get(`${orders}/lost`))
  paths['/lost-fetch'] = () => inCallback(opened, () => fetch(`${orders}/lost-fetch`))
  paths['/foreign'] = () => inCallback(fresh, () => fetch(`${orders}/foreign`))

  const app = express()
  app.use('/early', async (_request, _response, next) => {
    await fetch(`${orders}/early`)
    next()
  })
  app.use(traceferry({ formats: ['request-id', 'w3c', 'b3'] }))
  app.use(async (request, response) => {
    await paths[request.path]()
    response.send('done')
  })
  return app
}

if (process.argv.includes('--listen')) (await createBroken()).listen(Number(process.env.PORT), '127.0.0.1')
