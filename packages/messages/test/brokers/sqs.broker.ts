import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { headersOf, queue, within } from '@traceferry/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run, sqs, toJSON } from '../../src/index.ts'
import { findElasticMq, startElasticMq } from '../servers/elasticmq.ts'
import type { Server } from '../servers/start.ts'

const found = findElasticMq()
const title = found.reason === undefined ? 'SQS as ElasticMQ speaks it' : `SQS (not run: ${found.reason})`

describe.skipIf(found.reason !== undefined)(title, () => {
  let server: Server
  let client: SQSClient
  const created = async (QueueName: string, Attributes = {}) =>
    (await client.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl

  beforeAll(async () => {
    server = await startElasticMq(found.at as string)
    client = new SQSClient({
      endpoint: `http://127.0.0.1:${server.port}`,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    })
  }, 120_000)
  afterAll(async () => {
    client?.destroy()
    await server?.stop()
  })

  queue('@aws-sdk/client-sqs 3: what is not deleted is delivered again', async () => {
    const QueueUrl = await created('crossing', { VisibilityTimeout: '1' })
    let closing = false
    const takers: Promise<void>[] = []
    const receive = new ReceiveMessageCommand({
      QueueUrl,
      MessageAttributeNames: ['All'],
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 1,
    })
    return {
      send: (MessageBody) =>
        client.send(
          new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes: sqs.forward({}, { userData: true }) }),
        ),
      consume(work) {
        const take = async () => {
          while (!closing) {
            const { Messages = [] } = await client.send(receive)
            const done = Messages.map(({ Body = '', MessageAttributes, ReceiptHandle }) =>
              run(sqs.capture(MessageAttributes), () => work(Body)).then(() =>
                client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })),
              ),
            )
            // Not all: work may fail, and on a slow machine a message has come again before it is deleted.
            await Promise.allSettled(done)
          }
        }
        takers.push(take(), take())
      },
      async close() {
        closing = true
        await Promise.all(takers)
      },
    }
  })

  test('a message has ten attributes at most, and the server holds us to it', async () => {
    const QueueUrl = await created('ten')
    const own = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`own${i}`, { DataType: 'String', StringValue: 'x' }]))
    const sent = within(headersOf(1), () =>
      client.send(
        new SendMessageCommand({
          QueueUrl,
          MessageBody: 'x',
          MessageAttributes: sqs.forward(own(7), { userData: true }),
        }),
      ),
    )
    await expect(sent).resolves.toHaveProperty('MessageId')
    const tooMany = new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageAttributes: own(11) })
    await expect(client.send(tooMany)).rejects.toThrow()
    const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] }))
    const attributes = Messages?.[0]?.MessageAttributes
    expect(Object.keys(attributes ?? {})).toHaveLength(10)
    expect(toJSON(sqs.capture(attributes))).toEqual({
      'x-request-id': 'request-1',
      traceparent: headersOf(1)[3],
      tracestate: 'n=1',
    })
  })

  test('each entry of a batch carries attributes; without MessageAttributeNames nothing comes back', async () => {
    const QueueUrl = await created('batch')
    const entry = (Id: string, n: number) =>
      within(headersOf(n), () => ({ Id, MessageBody: Id, MessageAttributes: sqs.forward() }))
    await client.send(new SendMessageBatchCommand({ QueueUrl, Entries: [entry('a', 1), entry('b', 2)] }))
    const all = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
      VisibilityTimeout: 0,
    })
    const { Messages = [] } = await client.send(all)
    const ids = Messages.map(({ Body, MessageAttributes }) => [
      Body,
      toJSON(sqs.capture(MessageAttributes))?.['x-request-id'],
    ])
    expect(Object.fromEntries(ids)).toEqual({ a: 'request-1', b: 'request-2' })
    const bare = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
    expect(bare.Messages?.map(({ MessageAttributes }) => MessageAttributes)).toEqual([undefined, undefined])
  })
})
