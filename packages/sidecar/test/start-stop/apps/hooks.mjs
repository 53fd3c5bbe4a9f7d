// A server whose hooks misbehave.
import { createServer } from 'node:http'
import { gracefulServer } from '@traceferry/sidecar'

const server = gracefulServer(createServer(), {
  delayMs: 0,
  graceMs: 0,
  onDrain: () => {
    throw new Error('no queue')
  },
  onClose: () => new Promise(() => {}),
})
server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`))
