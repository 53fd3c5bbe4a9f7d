// undici 5, as a client
import { createServer } from 'node:http'
import { traceferry } from '@traceferry/http'
import { Agent, request, setGlobalDispatcher } from 'undici'
import { worker } from '../work.mjs'
import { listen } from './work.mjs'

setGlobalDispatcher(new Agent({ connections: 2 }))
const clients = { undici: async (url) => (await request(url)).body.text() }
const work = worker(clients, process.env.UPSTREAM)
listen(
  traceferry(
    createServer(async (incoming, outgoing) => {
      outgoing.end(await work(incoming.url, (promise) => promise.catch(() => {})))
    }),
  ),
)
