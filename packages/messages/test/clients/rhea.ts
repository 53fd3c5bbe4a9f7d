import { once } from 'node:events'
import type { QueueClient } from '@traceferry/testkit'
import { create_container, type EventContext, type Receiver, type Sender } from 'rhea'
import { amqp, run } from '../../src/index.ts'

/** A sender and a receiver of rhea, AMQP 1.0. What a handler refuses is released, and so delivered again. */
export async function startRhea(port: number, address: string, login: object = {}): Promise<QueueClient> {
  const container = create_container()
  const options = { port, host: '127.0.0.1', reconnect: false, ...login }
  const [out, back] = [container.connect(options), container.connect(options)]
  const sender: Sender = out.open_sender(address)
  await once(sender, 'sendable')
  return {
    send: (body) => sender.send({ body, application_properties: amqp.forward({}, { userData: true }) }),
    async consume(work) {
      const receiver: Receiver = back.open_receiver({ source: address, autoaccept: false, credit_window: 20 })
      receiver.on('message', ({ message, delivery }: EventContext) =>
        run(amqp.capture(message?.application_properties), () => work(message?.body)).then(
          () => delivery?.accept(),
          () => delivery?.release(),
        ),
      )
      await once(receiver, 'receiver_open')
    },
    async close() {
      const closed = [out, back].map((connection) => once(connection, 'connection_close'))
      for (const connection of [out, back]) connection.close()
      await Promise.all(closed)
    },
  }
}
