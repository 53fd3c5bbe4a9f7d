import http from 'node:http'
import { install, uninstall } from '@traceferry/fetch'
import { traceferry } from '@traceferry/http'
import { connectRaw, type Echo, listen, requestText, startEcho } from '@traceferry/testkit'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { deadline } from '../../src/index.ts'

type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => Promise<unknown>
type Options = Parameters<typeof deadline>[0]

export interface World {
  /** The upstream that calls go to. */
  echo: Echo
  /** Sets the options until the end of the test. */
  limit(options?: Options): void
  /** Starts a server with the one line. What the handler resolves to is the answer, as JSON; or the error it rejects with. */
  serve(handler: Handler, options?: Parameters<typeof traceferry>[1]): Promise<string>
}

/** An upstream for a file of tests, and servers that end with each. */
export function world(): World {
  const here = {} as World
  const closing: (() => unknown)[] = []
  beforeAll(async () => {
    install()
    here.echo = await startEcho()
  })
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
    here.echo.clear()
  })
  afterAll(async () => {
    await here.echo.close()
    uninstall()
  })
  here.limit = (options) => void closing.push(deadline(options))
  here.serve = async (handler, options) => {
    const server = http.createServer(async (request, response) => {
      const answer = await handler(request, response).then(
        (value) => ({ value }),
        (error: Error) => ({ error: error.name, code: (error as { code?: string }).code, message: error.message }),
      )
      if (!response.writableEnded) response.end(JSON.stringify(answer))
    })
    const { url, close } = await listen(traceferry(server, options))
    closing.push(close)
    return url
  }
  return here
}

/** One request; its answer as JSON. The headers are what a sidecar hands over. */
export async function ask(url: string, headers: Record<string, string> = {}) {
  const client = await connectRaw(url)
  try {
    client.send(requestText({ headers: Object.entries(headers).flat() }))
    return JSON.parse((await client.answer()).body)
  } finally {
    client.destroy()
  }
}
