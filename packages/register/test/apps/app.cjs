// The same in CommonJS, with the libraries of its time.
const http = require('node:http')
const express = require('express4')
const { request } = require('undici6')

const { UPSTREAM } = process.env

async function relay(path) {
  const { body } = await request(`${UPSTREAM}${path}/undici`)
  await body.text()
  await new Promise((resolve, reject) => {
    http.get(`${UPSTREAM}${path}/http`, (response) => response.resume().on('end', resolve)).on('error', reject)
  })
}

const app = express()
app.use((request, response, next) => {
  relay(request.url).then(() => response.send('ok'), next)
})
const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port))
