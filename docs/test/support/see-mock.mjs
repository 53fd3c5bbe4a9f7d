// What a mock shows of the calls of one request: for each client whether the id was there, or that it was not mocked. A process of
// its own for each mock, which replaces what is the whole process's. The first argument names it.
import http from 'node:http'
import { traceferry } from '@traceferry/express'
import axios from 'axios'
import express from 'express'
import got from 'got'
import { MockAgent, request, setGlobalDispatcher } from 'undici'

const [mock] = process.argv.slice(2)
const ORDERS = 'http://127.0.0.1:65535' // nothing listens there
const clients = {
  axios: async () => (await axios.get(`${ORDERS}/axios`)).data,
  got: () => got(`${ORDERS}/got`, { retry: { limit: 0 } }).text(),
  'node:http': () =>
    new Promise((resolve, reject) =>
      http.get(`${ORDERS}/node:http`, (answer) => answer.resume().on('end', resolve)).on('error', reject),
    ),
  fetch: async () => (await fetch(`${ORDERS}/fetch`)).text(),
  undici: async () => (await request(`${ORDERS}/undici`)).body.text(),
}
const seen = {}
const note = (path, id) => {
  seen[path.slice(1)] = id === 'r-1' ? 'yes' : 'no'
}

const mocks = {
  async nock(name) {
    const { default: nock } = await import(name)
    nock.enableNetConnect(/127\.0\.0\.1/)
    nock(ORDERS)
      .persist()
      .get(/.*/)
      .reply(200, function (path) {
        note(path, this.req.headers['x-request-id'])
      })
  },
  async msw(name) {
    const [{ http, HttpResponse }, { setupServer }] = await Promise.all([import(name), import(`${name}/node`)])
    const handler = http.get(`${ORDERS}/*`, ({ request }) => {
      note(new URL(request.url).pathname, request.headers.get('x-request-id'))
      return HttpResponse.text('ok')
    })
    setupServer(handler).listen({ onUnhandledRequest: 'bypass' })
  },
  async MockAgent() {
    const agent = new MockAgent()
    setGlobalDispatcher(agent)
    const reply = ({ path, headers }) => {
      note(path, new Headers(headers).get('x-request-id'))
      return { statusCode: 200, data: 'ok' }
    }
    agent
      .get(ORDERS)
      .intercept({ path: () => true })
      .reply(reply)
      .persist()
  },
}

const kind = Object.keys(mocks).find((one) => mock.startsWith(one))
await mocks[kind](mock)
const app = express()
app.use(traceferry())
app.get('/', async () => {
  for (const [name, call] of Object.entries(clients)) {
    await call().catch(() => {})
    seen[name] ??= 'not mocked'
  }
  console.log(JSON.stringify(seen))
  process.exit()
})
const server = http.createServer(app).listen(0, '127.0.0.1', () => {
  http.get({ port: server.address().port, host: '127.0.0.1', headers: { 'x-request-id': 'r-1' } })
})
