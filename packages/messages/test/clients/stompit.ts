import type { QueueClient } from '@traceferry/testkit'
import { type Client, connect } from 'stompit'
import { jms, run } from '../../src/index.ts'

const destination = '/queue/stomp'

/** A sender and a receiver of stompit, STOMP 1.2. What a handler refuses is delivered again. */
export async function startStompit(port: number): Promise<QueueClient> {
  const connectHeaders = { host: '/', login: 'guest', passcode: 'guest' }
  const client = await new Promise<Client>((resolve, reject) => {
    connect({ host: '127.0.0.1', port, connectHeaders }, (error, client) => (error ? reject(error) : resolve(client)))
  })
  return {
    send: (body) =>
      client.send(jms.forward({ destination, 'content-type': 'text/plain' }, { userData: true })).end(body),
    consume(work) {
      const subscription = { destination, ack: 'client-individual', 'prefetch-count': '20' }
      client.subscribe(subscription, (_, message) => {
        const { headers } = message as typeof message & { headers: Record<string, string> }
        message.readString('utf-8', (_, body = '') =>
          run(jms.capture(headers), () => work(body)).then(
            () => client.ack(message),
            () => client.nack(message),
          ),
        )
      })
    },
    close: () => client.disconnect(),
  }
}
