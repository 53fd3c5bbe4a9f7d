import http from 'node:http'
import { traceferry } from '@traceferry/express'
import axios from 'axios'
import express from 'express'

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

export default app
