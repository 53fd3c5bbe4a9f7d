// An app inside jest's sandbox, which has the fetch of the world outside.
import http from 'node:http'
import { traceferry } from '@traceferry/express'
import { startService } from '@traceferry/testing'
import express from 'express5'

const get = (url) => new Promise((resolve) => http.get(url, (response) => response.resume().on('end', resolve)))

test('node:http and built-in fetch are reached', async () => {
  const service = await startService(
    ({ orders }) => {
      const app = express()
      app.use(traceferry())
      app.get('/http', async (_, response) => response.send(await get(orders)))
      app.get('/fetch', async (_, response) => response.send(await (await fetch(orders)).text()))
      return app
    },
    { upstreams: ['orders'] },
  )
  const results = await Promise.all(['/http', '/fetch'].map((path) => service.send(path)))
  await service.close()
  for (const result of results) result.expectForwarded()
})
