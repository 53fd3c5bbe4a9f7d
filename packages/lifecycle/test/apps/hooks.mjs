// A server whose hooks misbehave.
import { createServer } from 'node:http'
import { gracefulServer } from '@traceferry/lifecycle'

const server = gracefulServer(createServer(), {
  delay: 0,
  grace: 0,
  onDrain: () => {
    throw new Error('no queue')
  },
  onClose: () => new Promise(() => {}),
})
server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`))
