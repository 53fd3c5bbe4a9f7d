import http from 'node:http'
import { traceferry as onExpress } from '@traceferry/express'
import { traceferry as onFastify } from '@traceferry/fastify'
import { traceferry as onHttp } from '@traceferry/http'
import { traceferry as onKoa } from '@traceferry/koa'
import { connectRaw, listen } from '@traceferry/testkit'
import express from 'express5'
import Fastify from 'fastify5'
import Koa from 'koa3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RawUpstream, startUpstream } from '../../../tools/soak/raw/upstream.js'

// Too much of everything: 60 KiB of headers, thousands of headers. An app answers as it does without traceferry, and what
// goes on stays within the 8 KiB, whatever limits the app has raised. Heads of calls are kept as bytes.

const heads: string[] = []
let upstream: RawUpstream
beforeAll(async () => {
  upstream = await startUpstream('127.0.0.1', (head) => heads.push(head))
})
afterAll(() => upstream.close())

/** What each app does: one call, and an answer that tells how many header lines it saw. */
async function work({ rawHeaders }: http.IncomingMessage): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${upstream.port}/call`)
  return `${rawHeaders.length / 2} headers, ${await answer.text()}`
}

type App = (limits: http.ServerOptions, behind: boolean) => Promise<http.Server>

const apps: Record<string, App> = {
  async 'node:http'(limits, behind) {
    const server = http.createServer(limits, async (request, response) => response.end(await work(request)))
    return behind ? onHttp(server) : server
  },
  async 'Express 5'(limits, behind) {
    const app = express()
    if (behind) app.use(onExpress())
    app.use(async (request: http.IncomingMessage, response: http.ServerResponse) => response.end(await work(request)))
    return http.createServer(limits, app)
  },
  async 'Fastify 5'(limits, behind) {
    const app = Fastify({ serverFactory: (handler) => http.createServer(limits, handler) })
    if (behind) app.register(onFastify)
    app.get('/', (request) => work(request.raw))
    await app.ready()
    return app.server
  },
  async 'Koa 3'(limits, behind) {
    const app = new Koa()
    if (behind) app.use(onKoa())
    app.use(async (context: { req: http.IncomingMessage; body: unknown }) => {
      context.body = await work(context.req)
    })
    return http.createServer(limits, app.callback())
  },
}

const plain = ['x-request-id: r-1', `traceparent: 00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`]
// Of 40 members, as of baggage 64 are let through at most, whatever their size.
const long = (bytes: number) => [
  ...plain,
  `baggage: ${Array.from({ length: 40 }, (_, i) => `k${i}=${'x'.repeat(bytes / 40)}`)}`,
]
const many = (count: number) => [...plain, ...Array.from({ length: count - 4 }, (_, i) => `uberctx-${i}: ${i}`)]
const repeated = [...plain, ...Array.from({ length: 900 }, (_, i) => `x-request-id: r-${i}`)]
const raised = { maxHeaderSize: 128 * 1024 }

/**
 * What is sent, under which limits of the server, and how it answers; where Nodes differ, as it does without traceferry.
 * `carried` is whether the ids go on.
 */
const cases: Record<string, { lines: string[]; limits: http.ServerOptions; status?: number; carried: boolean }> = {
  '60 KiB of headers': { lines: long(60 * 1024), limits: {}, status: 431, carried: false },
  '60 KiB of headers, with a limit of 128 KiB': { lines: long(60 * 1024), limits: raised, status: 200, carried: true },
  '60 KiB in one id': {
    lines: [`x-request-id: ${'x'.repeat(60 * 1024)}`],
    limits: raised,
    status: 200,
    carried: false,
  },
  '1,000 headers': { lines: many(1000), limits: raised, status: 200, carried: true },
  // Node 20 keeps the first 2,000 of them. Later ones answer 431.
  '3,000 headers': { lines: many(3000), limits: raised, carried: true },
  '900 times the same header': { lines: repeated, limits: raised, status: 200, carried: true },
}

for (const [name, app] of Object.entries(apps)) {
  describe(name, () => {
    test.each(Object.entries(cases))('%s', async (_, { lines, limits, status, carried }) => {
      const without = await ask(app, limits, false, lines)
      expect(heads.splice(0).filter((head) => /x-request-id/i.test(head))).toEqual([])
      const behind = await ask(app, limits, true, lines)
      expect(behind).toEqual(without)
      const answered = Number(behind.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length))
      expect(answered).toBe(status ?? answered)

      const calls = heads.splice(0)
      expect(calls).toHaveLength(answered === 200 ? 1 : 0)
      for (const head of calls) {
        const ours = head.split('\r\n').filter((line) => /^(x-|trace|bag|uber)/i.test(line))
        const bytes = ours.reduce((sum, line) => sum + line.length - ': '.length, 0)
        expect(bytes).toBeLessThanOrEqual(8192)
        expect(ours.filter((line) => line.startsWith('x-request-id'))).toEqual(carried ? [plain[0]] : [])
        expect(ours.length).toBeLessThanOrEqual(70)
      }
    })
  })
}

/** The answer as text, without the time of day. */
async function ask(app: App, limits: http.ServerOptions, behind: boolean, lines: string[]): Promise<string> {
  const server = await listen(await app(limits, behind))
  const client = await connectRaw(server.url)
  let text = ''
  const ended = new Promise<void>((resolve) =>
    client.socket.on('data', (chunk) => (text += chunk)).on('close', () => resolve()),
  )
  client.send(`GET / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n${lines.join('\r\n')}\r\n\r\n`)
  await ended
  await server.close()
  return text.replace(/\r\ndate: [^\r]*/i, '')
}
