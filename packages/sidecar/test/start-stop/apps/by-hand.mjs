// Stops by drain(), without a signal and without an exit: the process must end by itself.
import { createServer } from 'node:http'
import { drain, gracefulServer, isReady } from '@traceferry/sidecar'
import { WebSocketServer } from 'ws'

const server = createServer()
new WebSocketServer({ server })
server.on('request', (request, response) => {
  if (request.url === '/hang') return console.log('hanging')
  response.end('ok')
})
gracefulServer(server, { delayMs: 0, graceMs: 200, signals: [], exit: false })
server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`))

process.stdin.once('data', async () => {
  process.stdin.destroy()
  const before = isReady()
  const [result, again] = await Promise.all([drain(), drain()])
  console.log(`drained ${JSON.stringify({ ...result, same: result === again, ready: [before, isReady()] })}`)
})
