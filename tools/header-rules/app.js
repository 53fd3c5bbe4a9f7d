// The app between the two sidecars: Express 5, once for each policy with the one line and once without it.
import { AsyncResource } from 'node:async_hooks'
import { once } from 'node:events'
import http from 'node:http'
import { traceferry, withoutForwarding } from '@traceferry/express'
import express from 'express5'
import WebSocket from 'ws'
import { listen, portOf } from '../shared/listen.js'
import { closing, linesByPath } from './lines.js'
import { optionsOf } from './vectors.js'

/**
 * `/with/<name>` and `/without/<name>` do what the case of that name asks, with the one line and without.
 * @param port where calls leave for the out-sidecar
 * @param around what another tracer in the app does around a request
 * @returns `port`, `close()`, and `report()`: the header lines that arrived `of` a path, and `failures`
 */
export async function startApp({ vectors, port, around = (_request, next) => next() }) {
  const got = linesByPath()
  const failures = []
  const apps = new Map()
  for (const vector of vectors) {
    apps.set(`/with/${vector.name}`, appOf(vector, traceferry(optionsOf(vector))))
    apps.set(`/without/${vector.name}`, appOf(vector))
  }
  // A vector of 16 KiB is legal and Node's default is just below it.
  const server = http.createServer({ maxHeaderSize: 64 * 1024 }, (request, response) => {
    got.note(request.url, request.rawHeaders)
    apps.get(request.url)(request, response)
  })
  await listen(server)
  const report = async () => ({ of: got.of, failures, spans: [] })
  return { port: portOf(server), report, close: closing(server) }

  function appOf({ ask }, line) {
    const app = express()
    if (line) app.use(line)
    app.use((request, _response, next) => around(request, next))
    app.use(async (request, response) => {
      for (let i = 0; i < ask.calls; i += 1) {
        await ways[ask.how](ask, port, request.originalUrl).catch((error) => failures.push(`${request.url}: ${error}`))
      }
      response.send('done')
    })
    return app
  }
}

const ways = {
  call: (ask, port, path) => (ask.host === '127.0.0.1' ? callWithFetch : callWithHttp)(ask, port, path),
  withoutForwarding: (ask, port, path) => withoutForwarding(() => callWithFetch(ask, port, path)),
  // Bound as this file loads, as a job of the app would be: in the context of no request.
  'outside a request': AsyncResource.bind(callWithFetch),
  websocket: openWebSocket,
}

async function callWithFetch({ headers }, port, path) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers })
  await response.text()
}

/** A host outside the mesh: its name is kept, and leads to this machine. */
async function callWithHttp({ host, headers }, port, path) {
  /** @type {import('node:net').LookupFunction} */
  const lookup = (_name, { all }, done) =>
    all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)
  const request = http.request({ host, port, path, lookup, headers: Object.fromEntries(headers) }).end()
  const [response] = await once(request, 'response')
  await once(response.resume(), 'end')
}

async function openWebSocket({ headers }, port, path) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers: Object.fromEntries(headers) })
  await once(socket, 'open')
  socket.close()
  await once(socket, 'close')
}
