// Two copies of the package in one process, each with a server.
import { createServer } from 'node:http'
import { gracefulServer as first } from '../../../dist/index.js?first'
import { gracefulServer as second } from '../../../dist/index.js?second'

const options = { delayMs: 0, graceMs: 5000 }
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
first(
  createServer((_, response) => response.end('ok')),
  options,
).listen(0, '127.0.0.1')
const server = second(
  createServer(async (_, response) => {
    console.log('slow')
    await sleep(700)
    response.end('ok')
  }),
  options,
)
server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`))
