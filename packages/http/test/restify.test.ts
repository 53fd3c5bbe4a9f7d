import { expectCarried, headersOf, listen, requestRaw, startEcho } from '@traceferry/testkit'
import { expect, test } from 'vitest'
import { traceferry } from '../src/index.ts'

// biome-ignore lint/suspicious/noExplicitAny: restify comes without types
type Any = any

const gone = Number(process.versions.node.split('.')[0]) >= 24
const reason = gone ? ' (restify 11 does not load on Node 24 and later: its spdy needs process.binding)' : ''

// A file of its own: restify changes the prototypes of node:http's messages for the whole process as it loads.
test.skipIf(gone)(`restify: 20 requests at once, each with its own ids${reason}`, async () => {
  const { default: restify } = (await import('restify')) as Any
  const echo = await startEcho()
  const app = restify.createServer()
  app.get('/:n', async (request: Any, response: Any) => {
    await fetch(`${echo.url}/${request.params.n}`)
    response.send({ n: request.params.n })
  })
  traceferry(app.server)
  const server = await listen(app.server)
  const numbers = Array.from({ length: 20 }, (_, n) => n)
  const answers = await Promise.all(
    numbers.map((n) => requestRaw(server.url, { path: `/${n}`, headers: headersOf(n) })),
  )
  await server.close()
  expect(answers.map(({ body }) => body)).toEqual(numbers.map((n) => `{"n":"${n}"}`))
  for (const n of numbers) expectCarried(echo.seen(`/${n}`), headersOf(n))
  await echo.close()
})
