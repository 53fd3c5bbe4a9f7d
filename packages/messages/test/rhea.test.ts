import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { queue } from '@traceferry/testkit'
import { create_container, type EventContext, type Message, type Sender } from 'rhea'
import { startRhea } from './clients/rhea.ts'

// AMQP 1.0 as rhea speaks it, over a socket. The broker between sender and receiver is rhea's own server side: it keeps
// messages until a receiver has taken them, and again when it gives them back. Over RabbitMQ: npm run tool -- queues.

interface Broker {
  port: number
  close(): void
}

async function startBroker(): Promise<Broker> {
  const container = create_container()
  const waiting: Message[] = []
  let out: Sender | undefined
  const flow = () => {
    while (out?.sendable() && waiting.length > 0) {
      const message = waiting.shift() as Message
      sent.set(out.send(message).id, message)
    }
  }
  const sent = new Map<number, Message>()
  const again = ({ delivery }: EventContext) => {
    waiting.push(sent.get(delivery?.id as number) as Message)
    flow()
  }
  container.on('sender_open', ({ sender }: EventContext) => {
    out = sender
  })
  container.on('sendable', flow)
  container.on('message', ({ message }: EventContext) => {
    waiting.push(message as Message)
    flow()
  })
  container.on('released', again)
  container.on('modified', again)
  container.on('disconnected', () => {})
  const server = container.listen({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, close: () => server.close() }
}

queue('rhea 3: what is released is delivered again', async () => {
  const broker = await startBroker()
  const client = await startRhea(broker.port, 'mail')
  return {
    ...client,
    async close() {
      await client.close()
      broker.close()
    },
  }
})
