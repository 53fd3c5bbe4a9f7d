const http = require('node:http')
const axios = require('axios')
const express = require('express')
const { traceferry } = require('@traceferry/express')

const app = express()
app.use(traceferry())

const get = (url) =>
  new Promise((resolve, reject) => {
    http.get(url, (response) => response.resume().on('end', resolve)).on('error', reject)
  })

app.get('/:trace/:span', async (request, response, next) => {
  const to = (client) => `${process.env.ORDERS_URL}/${client}${request.path}`
  try {
    await (await fetch(to('fetch'))).text()
    await axios.get(to('axios'))
    await get(to('http'))
    response.send('ok')
  } catch (error) {
    next(error)
  }
})

module.exports = app
