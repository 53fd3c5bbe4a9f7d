import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { install, uninstall } from '@traceferry/fetch'
import { headersOf, startEcho, tracingLines, within } from '@traceferry/testkit'
import { describe, expect, test } from 'vitest'
import { amqp, kafka, sqs, toJSON } from '../src/index.ts'

// What the client libraries put on the wire, for those whose server takes long to start: their own encoders and
// decoders. The same libraries against real brokers: npm run tool -- queues.

const require = createRequire(import.meta.url)
const within1 = <R>(fn: () => R): R => within([...headersOf(1), 'end-user', 'caf\u00c3\u00a9'], fn)
const whole = {
  'x-request-id': 'request-1',
  ...Object.fromEntries([3, 5, 7, 9, 11, 13].map((i) => [headersOf(1)[i - 1], headersOf(1)[i]])),
}
const { tracestate, baggage, ...ids } = whole as Record<string, unknown>

describe('Kafka, as kafkajs writes and reads a record', () => {
  const inside = (path: string) => require(`kafkajs/src/protocol/${path}`)

  /** The headers as the consumer gets them, and the bytes that went. */
  function roundTrip(headers: Record<string, unknown>): { read: Record<string, Buffer>; bytes: Buffer } {
    const [encode, decode] = [inside('recordBatch/record/v0'), inside('recordBatch/record/v0/decoder')]
    const { buffer } = encode({ key: Buffer.from('k'), value: Buffer.from('v'), headers })
    const decoder = new (inside('decoder'))(buffer)
    decoder.readVarInt()
    return { read: decode(decoder, { firstOffset: '0', firstTimestamp: '0', magicByte: 2 }).headers, bytes: buffer }
  }

  test('lower-case keys and text as it came go out, bytes come in', () => {
    const { read, bytes } = roundTrip(within1(() => kafka.forward({ own: 'mine' }, { target: 'kafka:9092' })))
    expect(bytes.includes(`\x16traceparent`)).toBe(true)
    expect(read.traceparent).toEqual(Buffer.from(headersOf(1)[3] as string))
    expect(toJSON(kafka.capture(read))).toEqual(whole)
  })

  test('text beyond ASCII comes back as the same text', () => {
    const { read } = roundTrip({ baggage: 'name=caf\u00c3\u00a9' })
    expect(toJSON(kafka.capture(read))).toEqual({ baggage: 'name=caf\u00c3\u00a9' })
  })

  test('a key that came several times: the first counts, tracestate is joined', () => {
    const { read } = roundTrip({ 'x-request-id': ['a', 'b'], tracestate: ['x=1', 'y=2'], traceparent: headersOf(1)[3] })
    expect(toJSON(kafka.capture(read))).toEqual({
      'x-request-id': 'a',
      traceparent: headersOf(1)[3],
      tracestate: 'x=1,y=2',
    })
  })
})

test('AMQP 0-9-1, as amqplib writes and reads a table of headers', () => {
  const codec = require(join(dirname(require.resolve('amqplib')), 'lib/codec.js'))
  const buffer = Buffer.alloc(4096)
  const length = codec.encodeTable(
    buffer,
    within1(() => amqp.forward({ 'x-delay': 10 }, { target: 'amqp://rabbitmq:5672' })),
    0,
  )
  const read = codec.decodeFields(buffer.subarray(4, length))
  expect(read['x-delay']).toBe(10)
  expect(toJSON(amqp.capture(read))).toEqual(whole)
})

test('SQS, as its SDK sends and receives; the signed call itself is left alone', async () => {
  install()
  const md5 = (text: string) => createHash('md5').update(text).digest('hex')
  let kept: Record<string, string> = {}
  const echo = await startEcho({
    '/': {
      answer(request, response, call) {
        const body = JSON.parse(call.body)
        const sends = request.headers['x-amz-target'] === 'AmazonSQS.SendMessage'
        if (sends) kept = body
        const { MessageBody: Body, MessageAttributes } = kept
        const message = { MessageId: '1', ReceiptHandle: 'r', MD5OfBody: md5(`${Body}`), Body, MessageAttributes }
        response.setHeader('content-type', 'application/x-amz-json-1.0')
        response.end(
          JSON.stringify(sends ? { MessageId: '1', MD5OfMessageBody: md5(body.MessageBody) } : { Messages: [message] }),
        )
      },
    },
  })
  const client = new SQSClient({
    endpoint: echo.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  })
  try {
    const QueueUrl = `${echo.url}/1/mail`
    await within1(() =>
      client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageAttributes: sqs.forward() })),
    )
    const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] }))
    expect(toJSON(sqs.capture(Messages?.[0]?.MessageAttributes))).toEqual(ids)
    expect(echo.calls.flatMap(tracingLines)).toEqual([])
  } finally {
    client.destroy()
    await echo.close()
    uninstall()
  }
})
