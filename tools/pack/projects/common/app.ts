// A service in TypeScript, with all checks on and no skipLibCheck.
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Options, traceferry } from '@traceferry/express'
import { interceptor } from '@traceferry/fetch'
import express from 'express'
import { Pool } from 'undici'

const { ORDERS_URL: orders = '', WITHOUT_LINE } = process.env
// A bundler puts this copy of undici where it cannot be reached, hence the interceptor.
const pool = new Pool(orders).compose(interceptor(orders))

const app = express()
const options: Options = { headers: ['end-user'] }
if (!WITHOUT_LINE) app.use(traceferry(options))
// @ts-expect-error: a misspelt option does not compile
export const misspelt = (): unknown => traceferry({ header: [] })

app.get('/:id', async (request, response) => {
  const { id } = request.params
  const answers = [
    fetch(`${orders}/${id}/fetch`).then((answer) => answer.text()),
    new Promise<void>((resolve, reject) => {
      http.get(`${orders}/${id}/http`, (answer) => answer.resume().on('end', () => resolve())).on('error', reject)
    }),
    pool.request({ method: 'GET', path: `/${id}/undici` }).then(({ body }) => body.text()),
  ]
  await Promise.all(answers)
  response.send(id)
})

const server = app.listen(0, '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
