// Azure Functions 4, as its host calls handlers
import { createServer } from 'node:http'
import azure from '@azure/functions'
import { traceferry } from '@traceferry/web'
import { listen, workOf } from './work.mjs'

const handler = traceferry(async (request) => ({ body: await workOf(request.url) }))

listen(
  createServer(async (incoming, outgoing) => {
    const { method, headers, url } = incoming
    const request = new azure.HttpRequest({ method, headers, url: `http://service${url}` })
    const answer = new azure.HttpResponse(await handler(request, {}))
    outgoing.end(await answer.text())
  }),
)
