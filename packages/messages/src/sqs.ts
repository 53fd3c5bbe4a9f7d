// The carrier for SQS.
import { familyOf, type Pair } from '@traceferry/core/internal'
import { type Carrier, captureRecord, forwardInto } from './carrier.ts'

/** A message attribute as the AWS SDK takes and gives it. */
export interface SqsAttribute {
  /** `String` for what `forward` adds. */
  DataType: string
  /** The value of the header. */
  StringValue: string
}

const MOST = 10

/**
 * SQS message attributes. A message may have ten of them, so the ids that a trace needs go first, as many as there is
 * room for, and never part of a family. SQS is outside any mesh, so only ids go unless you say `userData: true`.
 * X-Ray's own header is not an attribute: the SDK sets it, as the system attribute AWSTraceHeader.
 *
 * @example
 * await client.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes: sqs.forward() }))
 * // SQS leaves out the attributes that are not asked for
 * const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] }))
 * for (const message of Messages ?? []) run(sqs.capture(message.MessageAttributes), () => handle(message))
 */
export const sqs: Carrier<SqsAttribute> = {
  forward: (attributes, options) =>
    forwardInto(attributes, options, (copy, pairs) => {
      for (const family of families(pairs)) {
        if (Object.keys(copy).length + family.length > MOST) continue
        for (const [name, value] of family) copy[name] = { DataType: 'String', StringValue: value }
      }
    }),
  capture: (attributes, policy) => captureRecord(attributes, policy, textOf),
}

function textOf(attribute: unknown): string | undefined {
  const value = (attribute as Partial<SqsAttribute> | undefined | null)?.StringValue
  return typeof value === 'string' ? value : undefined
}

function families(pairs: readonly Pair[]): Pair[][] {
  const groups = new Map<string, Pair[]>()
  for (const pair of pairs) {
    if (pair[0] === 'x-amzn-trace-id' || !/^[a-zA-Z0-9_.-]+$/.test(pair[0])) continue
    const family = familyOf(pair[0])
    groups.set(family, [...(groups.get(family) ?? []), pair])
  }
  return [...groups.values()]
}
