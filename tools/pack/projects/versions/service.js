// One version captures, and finds the forwarders of another version in place.
import http from 'node:http'
import express from 'express'
import { request } from 'undici'

/** Starts the service with the line of one version and the forwarders of another. */
export function serve(traceferry, install) {
  const { ORDERS_URL: orders, WITHOUT_LINE } = process.env
  install()
  const app = express()
  const line = traceferry()
  if (!WITHOUT_LINE) app.use(line)

  app.get('/:id', async ({ params: { id } }, response) => {
    const answers = [
      fetch(`${orders}/${id}/fetch`).then((answer) => answer.text()),
      new Promise((resolve, reject) => {
        http.get(`${orders}/${id}/http`, (answer) => answer.resume().on('end', resolve)).on('error', reject)
      }),
      request(`${orders}/${id}/undici`).then(({ body }) => body.text()),
    ]
    await Promise.all(answers)
    response.send(id)
  })

  const server = app.listen(0, '127.0.0.1', () => {
    console.log(`listening on http://127.0.0.1:${server.address().port}`)
  })
}
