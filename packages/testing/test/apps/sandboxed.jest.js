// An app inside of jest's sandbox: what of it can be tested there, and what is said of the rest.
import http from 'node:http'
import { traceferry } from '@traceferry/express'
import { startService } from '@traceferry/testing'
import express from 'express5'

const get = (url) => new Promise((resolve) => http.get(url, (response) => response.resume().on('end', resolve)))

test('node:http is reached; built-in fetch is told apart', async () => {
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
  const [right, wrong] = await Promise.all(['/http', '/fetch'].map((path) => service.send(path)))
  await service.close()
  right.expectForwarded()
  expect(() => wrong.expectForwarded()).toThrow(/unsupported client[\s\S]*a sandbox such as jest's \(start the service/)
})
