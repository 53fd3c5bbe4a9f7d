// Makes a call of each kind, and ends: what TRACEFERRY_DEBUG prints is on stderr. The argument: the URL of an upstream.
import { once } from 'node:events'
import http from 'node:http'
import http2 from 'node:http2'
import undici from 'undici6'

const upstream = process.argv[2]
const lookup = (_, options, done) =>
  options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)
const elsewhere = upstream.replace('127.0.0.1', 'api.partner.example')

const get = (url, options = {}) =>
  new Promise((resolve, reject) =>
    http.get(url, { lookup, ...options }, (answer) => answer.resume().on('end', resolve)).on('error', reject),
  )
const calls = {
  '/inside': () => fetch(`${upstream}/a-path?and=query`).then((answer) => answer.text()),
  '/outside': () => get(`${elsewhere}/`),
  '/own': () => get(`${upstream}/`, { headers: { 'x-request-id': 'value-of-the-caller' } }),
  '/signed': () => get(`${upstream}/?X-Amz-Signature=1`),
  '/bare': () => get(`${upstream}/`),
  '/often': async () => {
    for (let i = 0; i < 30; i++) await get(`${upstream}/`)
  },
}

// Before any request: each client says so once.
await fetch(upstream).then((answer) => answer.text())
await get(upstream)
await undici.request(upstream).then(({ body }) => body.text())
const h2 = http2.createServer((_, response) => response.end('ok')).listen(0, '127.0.0.1')
await once(h2, 'listening')
const session = http2.connect(`http://127.0.0.1:${h2.address().port}`)
await once(session.request({ ':path': '/' }).resume(), 'end')
session.close()
h2.close()

let late
const server = http
  .createServer(async (request, response) => {
    if (request.url === '/late') {
      late = once(response, 'close').then(() => get(upstream))
    } else await calls[request.url]()
    response.end()
  })
  .listen(0, '127.0.0.1')
await once(server, 'listening')
const own = `http://127.0.0.1:${server.address().port}`
const ask = (path, headers) =>
  new Promise((resolve) => {
    // Without us: a request that a client elsewhere would make.
    http.get(own + path, { headers }, (answer) => answer.resume().on('end', resolve))
  })
for (const path of Object.keys(calls)) {
  process.stderr.write(`${path}\n`)
  await ask(path, path === '/bare' ? {} : { 'x-request-id': 'value-of-the-request' })
}
process.stderr.write('/late\n')
await ask('/late', { 'x-request-id': 'value-of-the-request' })
await late
process.exit()
