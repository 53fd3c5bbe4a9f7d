// A service as its author writes it: three clients, and the line. Without the line nothing may arrive.
import http from 'node:http'
import { traceferry } from '@traceferry/express'
import { interceptor } from '@traceferry/fetch'
import express from 'express'
import { Pool } from 'undici'

const { ORDERS_URL: orders, WITHOUT_LINE } = process.env
// A bundler puts this copy of undici where it cannot be reached, hence the interceptor.
const pool = new Pool(orders).compose(interceptor(orders))

const app = express()
if (!WITHOUT_LINE) app.use(traceferry())

app.get('/:id', async (request, response) => {
  const { id } = request.params
  const answers = [
    fetch(`${orders}/${id}/fetch`).then((answer) => answer.text()),
    new Promise((resolve, reject) => {
      http.get(`${orders}/${id}/http`, (answer) => answer.resume().on('end', resolve)).on('error', reject)
    }),
    pool.request({ method: 'GET', path: `/${id}/undici` }).then(({ body }) => body.text()),
  ]
  await Promise.all(answers)
  response.send(id)
})

const server = app.listen(0, '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`)
})
