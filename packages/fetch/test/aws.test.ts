import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { install, uninstall } from '@traceferry/fetch'
import { type Echo, expectCarried, headersOf, type SeenCall, startEcho, within } from '@traceferry/testkit'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { credentials, isValid } from './signature.ts'

// AWS SDK v3 signs each attempt of a call again. Headers that a tracer adds before an attempt is signed are signed with it;
// when they change on the way, the call is refused. Nothing is added here, though the endpoint is inside the mesh.

const CALLS = 20
const answer = JSON.stringify({ MessageId: 'm' })
let echo: Echo
let client: SQSClient

beforeAll(async () => {
  install()
  echo = await startEcho()
  client = new SQSClient({ endpoint: echo.url, region: 'us-east-1', credentials, maxAttempts: 4, md5: false })
})
afterEach(() => echo.clear())
afterAll(async () => {
  client.destroy()
  uninstall()
  await echo.close()
})

const send = () =>
  client
    .send(new SendMessageCommand({ QueueUrl: `${echo.url}/queue`, MessageBody: 'body' }))
    .then(({ MessageId }) => MessageId)

async function expectAsSigned(calls: readonly SeenCall[], count: number): Promise<void> {
  expectCarried(calls, [], count)
  for (const call of calls) expect(await isValid(call, 'sqs')).toBe(true)
}

test('AWS SDK v3: calls of many requests arrive as they were signed', async () => {
  echo.on('/', { headers: { 'content-type': 'application/x-amz-json-1.0' }, body: answer })
  const ids = await Promise.all(Array.from({ length: CALLS }, (_, n) => within(headersOf(n), send)))
  expect(ids).toEqual(Array(CALLS).fill('m'))
  await expectAsSigned(echo.calls, CALLS)
})

test('AWS SDK v3: a call that is tried again is signed again, and valid each time', async () => {
  echo.on('/', { failures: 2, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: answer })
  expect(await within(headersOf(1), send)).toBe('m')
  await expectAsSigned(echo.calls, 3)
})
