// An Express app with traceferry and one neighbour, for example: app.cjs otel:w3c:off before http://127.0.0.1:8080
const [neighbourAndModes, order, upstream] = process.argv.slice(2)
const [name, ...modes] = neighbourAndModes.split(':')
const neighbour = require(`./${name}.cjs`)

if (order === 'before') neighbour.start(...modes)
const { traceferry } = require('@traceferry/express')
const line = traceferry()
if (order === 'after') neighbour.start(...modes)

const http = require('node:http')
const axios = require('axios')
const express = require('express5')
const undici = require('undici')

const pool = new undici.Pool(upstream, { connections: 1 })
const clients = {
  fetch: async (path) => (await fetch(upstream + path)).text(),
  undici: async (path) => (await undici.request(upstream + path)).body.text(),
  pool: async (path) => (await pool.request({ path, method: 'GET' })).body.text(),
  http: (path) =>
    new Promise((resolve, reject) => {
      http.get(upstream + path, (response) => response.resume().on('end', resolve)).on('error', reject)
    }),
  axios: (path) => axios.get(upstream + path),
}

const app = express()
app.use(line)
app.get('/:number', async (request, response) => {
  const within = neighbour.within ?? ((call) => call())
  for (const [client, call] of Object.entries(clients)) {
    await within(() => call(`/${request.params.number}/${client}`))
  }
  response.send('ok')
})
const server = app.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`))
