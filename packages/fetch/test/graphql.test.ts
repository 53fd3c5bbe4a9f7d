import { install, uninstall } from '@traceferry/fetch'
import { type Echo, expectCarried, headersOf, startEcho, within } from '@traceferry/testkit'
import { GraphQLClient } from 'graphql-request'
import { afterAll, beforeAll, expect, test } from 'vitest'

let echo: Echo

beforeAll(async () => {
  install()
  echo = await startEcho()
  const headers = { 'content-type': 'application/json' }
  echo.on('/graphql', { headers, body: JSON.stringify({ data: { total: 3 } }) })
})
afterAll(async () => {
  uninstall()
  await echo.close()
})

test('graphql-request, a client made at start-up and used by many requests', async () => {
  const client = new GraphQLClient(`${echo.url}/graphql`, { headers: { 'x-else': '1' } })
  const ask = (n: number) => within(headersOf(n), () => client.request<{ total: number }>('{ total }'))
  const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => ask(i + 1)))
  expect(answers).toEqual(Array(50).fill({ total: 3 }))
  for (let n = 1; n <= 50; n++) {
    expectCarried(
      echo.calls.filter((call) => call.all('x-request-id')[0] === `request-${n}`),
      headersOf(n),
    )
  }
})

test('its batches go out with the headers of the request that sent them', async () => {
  echo.clear()
  const client = new GraphQLClient(`${echo.url}/graphql`)
  echo.on('/graphql', { headers: { 'content-type': 'application/json' }, body: '[{"data":{}},{"data":{}}]' })
  await within(headersOf(9), () => client.batchRequests([{ document: '{ a }' }, { document: '{ b }' }]))
  expectCarried(echo.calls, headersOf(9))
})
