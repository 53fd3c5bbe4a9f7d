import { createServer } from 'node:http'
import { inbound, listen } from '@traceferry/testkit'
import { adapter, listener, wrapped } from './servers.ts'

inbound('http.createServer(handler)', adapter(createServer))

inbound("createServer() wrapped before on('request')", {
  ...adapter(createServer),
  async start(handler, setup) {
    const server = wrapped(createServer(), setup)
    server.on('request', listener(handler, setup))
    return listen(server)
  },
})
