// An app as people write it: it knows nothing of traceferry. The kind of server stands on the command line.
import { createServer, get } from 'node:http'
import { createSecureServer } from 'node:http2'
import { createServer as createHttpsServer } from 'node:https'
import express from 'express5'

const { UPSTREAM, KEY: key, CERT: cert } = process.env

async function relay(path) {
  await (await fetch(`${UPSTREAM}${path}/fetch`)).text()
  await new Promise((resolve, reject) => {
    get(`${UPSTREAM}${path}/http`, (response) => response.resume().on('end', resolve)).on('error', reject)
  })
}

async function handler(request, response) {
  await relay(request.url)
  response.end('ok')
}

// Work that starts where the socket, not the handler, is at work.
function lateHandler(request, response) {
  request.resume().on('end', () => handler(request, response))
}

const servers = {
  http: () => createServer(lateHandler),
  https: () => createHttpsServer({ key, cert }, lateHandler),
  http2: () => createSecureServer({ key, cert }, lateHandler),
  express: () => createServer(express().use(handler)),
}

const server = servers[process.argv[2]]()
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
