// The app under test: a plain server whose handlers call the upstream, one way for each row. It knows of no tracer.
const http = require('node:http')
const dns = require('node:dns')
const { builtIn } = require('./built-in.cjs')
const { places } = require('./places.cjs')
const { undicis } = require('./undicis.cjs')
const { upload } = require('./upload.cjs')

const { UPSTREAM } = process.env

// `outside.example.com` is this machine: a host outside the mesh that no packet has to leave for.
const { lookup } = dns
dns.lookup = (name, options, callback) =>
  name === 'outside.example.com' ? lookup('127.0.0.1', options, callback) : lookup(name, options, callback)

const viaHttp = (...args) =>
  new Promise((resolve, reject) => {
    http.get(...args, (response) => response.resume().on('end', resolve)).on('error', reject)
  })

const viaSigned = async (path, own) => {
  // Only here, as it takes a while to load.
  const { sign } = require('./sign.cjs')
  const { host } = new URL(UPSTREAM)
  return viaHttp(UPSTREAM + path, { headers: await sign(path, { host, ...own }) })
}

const handlers = {
  ...undicis(),
  ...builtIn,
  fetch: (path) => fetch(UPSTREAM + path).then((answer) => answer.text()),
  http: (path) => viaHttp(UPSTREAM + path),
  array: (path) => viaHttp(UPSTREAM + path, { headers: ['Host', 'orders', 'X-A', '1'] }),
  'array-expect': (path) =>
    viaHttp(UPSTREAM + path, { headers: ['Host', 'orders', 'X-A', '1', 'Expect', '100-continue'] }),
  expect: (path) => viaHttp(UPSTREAM + path, { headers: { host: 'orders', 'x-a': '1', expect: '100-continue' } }),
  object: (path) => viaHttp(UPSTREAM + path, { headers: { host: 'orders', 'x-a': '1' } }),
  own: (path) => fetch(UPSTREAM + path, { headers: { traceparent: process.env.OWN } }).then((answer) => answer.text()),
  'own-http': (path) => viaHttp(UPSTREAM + path, { headers: { traceparent: process.env.OWN } }),
  gateway: (path, { headers }) => {
    const { host, connection, 'content-length': length, 'transfer-encoding': coding, ...own } = headers
    return fetch(UPSTREAM + path, { headers: own }).then((answer) => answer.text())
  },
  outside: (path) => viaHttp(UPSTREAM.replace('127.0.0.1', 'outside.example.com') + path),
  redirect: (path) => fetch(UPSTREAM + path).then((answer) => answer.text()),
  signed: (path) => viaSigned(path, {}),
  'signed-own': (path) => viaSigned(path, { traceparent: process.env.OWN }),
  upload: upload((path) => viaHttp(UPSTREAM + path)),
  ...places((path) => viaHttp(UPSTREAM + path)),
  url: (path) => viaHttp(new URL(UPSTREAM + path), { agent: false }),
  end: (path, request) =>
    new Promise((resolve, reject) => {
      request.resume().on('end', () => viaHttp(UPSTREAM + path).then(resolve, reject))
    }),
}

function answer(request, response) {
  const [, row] = request.url.split('/')
  const done = (status, text) => response.writeHead(status).end(text)
  Promise.resolve(handlers[row](request.url, request, response)).then(
    () => done(200, 'done'),
    (error) => done(500, String(error.cause ?? error)),
  )
}

// Frameworks do the one or the other.
const server = process.env.LISTENER === 'later' ? http.createServer().on('request', answer) : http.createServer(answer)
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
