import http from 'node:http'
import type { AddressInfo } from 'node:net'
import fastifyHttpProxy from '@fastify/http-proxy'
import { traceferry } from '@traceferry/express'
import { install, uninstall } from '@traceferry/fetch'
import { type Echo, headersOf, linesOf, startEcho, tracingLines } from '@traceferry/testkit'
import expressHttpProxy from 'express-http-proxy'
import express from 'express5'
import fastify from 'fastify5'
import httpProxy from 'http-proxy'
import { createProxyMiddleware } from 'http-proxy-middleware'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

// Gateways copy the inbound headers to the call themselves. Each must arrive once: not twice (naive injectors append to
// undici's list), and as the gateway sent it.

let echo: Echo
const open: (() => unknown)[] = []

beforeAll(async () => {
  install()
  echo = await startEcho()
})
afterEach(async () => {
  for (const close of open.splice(0)) await close()
  echo.clear()
})
afterAll(async () => {
  uninstall()
  await echo.close()
})

/** Starts a server for this handler, with traceferry in front of it. */
async function front(
  handler: (request: http.IncomingMessage, response: http.ServerResponse) => unknown,
): Promise<string> {
  const captured = traceferry()
  const server = http.createServer((request, response) => captured(request, response, () => handler(request, response)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const gateways: Record<string, () => Promise<string>> = {
  'http-proxy': () => {
    const proxy = httpProxy.createProxyServer({ target: echo.url })
    return front((request, response) => proxy.web(request, response))
  },
  'http-proxy-middleware': () => {
    const app = express().use(createProxyMiddleware({ target: echo.url } as object))
    return front(app)
  },
  'express-http-proxy': () => front(express().use(expressHttpProxy(echo.url))),
  '@fastify/http-proxy (undici)': async () => {
    const app = fastify({
      serverFactory: (handler) => http.createServer((q, s) => traceferry()(q, s, () => handler(q, s))),
    })
    await app.register(fastifyHttpProxy, { upstream: echo.url })
    open.push(() => app.close())
    return app.listen({ port: 0, host: '127.0.0.1' })
  },
  'fetch with the headers of the request': () =>
    front(async (request, response) => {
      const { host: _host, connection: _connection, ...headers } = request.headers
      const answer = await fetch(`${echo.url}${request.url}`, { headers: headers as Record<string, string> })
      response.end(await answer.text())
    }),
  'node:http with the raw headers of the request': () =>
    front((request, response) => {
      const headers = request.rawHeaders.slice()
      http.get(`${echo.url}${request.url}`, { headers }, (answer) => answer.pipe(response))
    }),
}

for (const [name, start] of Object.entries(gateways)) {
  test(`${name}: each header once, among 50 requests at once`, async () => {
    const url = await start()
    const ask = async (n: number) => (await fetch(`${url}/${n}`, { headers: toObject(headersOf(n)) })).text()
    await Promise.all(Array.from({ length: 50 }, (_, i) => ask(i + 1)))
    for (let n = 1; n <= 50; n++) {
      const lines = echo.seen(`/${n}`).map((call) =>
        tracingLines(call)
          .map((line) => line.toLowerCase())
          .sort(),
      )
      expect(lines).toEqual([
        linesOf(headersOf(n))
          .map((line) => line.toLowerCase())
          .sort(),
      ])
    }
  })

  test(`${name}: a header that the client does not send is not made up`, async () => {
    const url = await start()
    await (await fetch(`${url}/bare`)).text()
    expect(echo.seen('/bare').map(tracingLines)).toEqual([[]])
  })
}

function toObject(flat: readonly string[]): Record<string, string> {
  return Object.fromEntries(flat.flatMap((name, i) => (i % 2 === 0 ? [[name, String(flat[i + 1])]] : [])))
}
