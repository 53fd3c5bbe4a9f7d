// oRPC, on node:http
import { createServer } from 'node:http'
import { os } from '@orpc/server'
import { RPCHandler } from '@orpc/server/node'
import { traceferry } from '@traceferry/http'
import { listen, work } from './work.mjs'

const handler = new RPCHandler({
  work: os.route({ method: 'GET' }).handler(({ input }) => work(input.n, input.client)),
})
listen(
  traceferry(
    createServer(async (request, response) => {
      const { matched } = await handler.handle(request, response, { context: {} })
      if (!matched) response.writeHead(404).end()
    }),
  ),
)
