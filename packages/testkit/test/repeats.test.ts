import diagnosticsChannel from 'node:diagnostics_channel'
import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { current, type Options } from '@traceferry/core'
import { guard } from '@traceferry/core/internal'
import { traceferry as express } from '@traceferry/express'
import { traceferry as fastify } from '@traceferry/fastify'
import { install, uninstall } from '@traceferry/fetch'
import { traceferry as grpc, interceptor } from '@traceferry/grpc'
import { traceferry as hono } from '@traceferry/hono'
import { traceferry as onServer } from '@traceferry/http'
import { traceferry as koa } from '@traceferry/koa'
import { deadlineSignal, gracefulServer, retries, withDeadline } from '@traceferry/sidecar'
import { report } from '@traceferry/sidecar/report'
import { warnings } from '@traceferry/sidecar/warnings'
import { headersOf, listen } from '@traceferry/testkit'
import Fastify from 'fastify5'
import Koa from 'koa3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

// What is said a thousand times, in a hot reload or a factory, costs what it costs once: no listener more, no function
// around another, no memory. deadline() and wrapEmit() have a file of their own.

const TIMES = 1000
const channels = [
  'http.server.request.start',
  'http.client.request.start',
  'http.client.request.created',
  'http.client.response.finish',
  'undici:request:create',
  'undici:client:sendHeaders',
  'undici:request:error',
  'tracing:net.server.listen:asyncEnd',
  'traceferry:forward',
]

/** All that is shared in a process and that a line could grow. */
function shared() {
  const listeners = process.eventNames().map((name): [string, number] => [String(name), process.listenerCount(name)])
  const emits = [http.Server, http.IncomingMessage, http.ServerResponse, http.ClientRequest, EventEmitter]
  return {
    listeners: Object.fromEntries(listeners),
    subscribed: channels.filter((name) => diagnosticsChannel.hasSubscribers(name)),
    emit: emits.map((owner) => owner.prototype.emit),
    request: http.request,
    fetch: globalThis.fetch,
    slots: Object.getOwnPropertySymbols(globalThis).length,
  }
}

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void
function heap(): number {
  gc()
  gc()
  return process.memoryUsage().heapUsed
}

beforeEach(() => void install())
afterEach(() => uninstall())

const said: Record<string, () => unknown> = {
  'install()': () => install(),
  "express's traceferry()": () => express({ headers: ['a'] }),
  "koa's traceferry()": () => koa({ headers: ['a'] }),
  "hono's traceferry()": () => hono({ headers: ['a'] }),
  "grpc's traceferry()": () => grpc({ headers: ['a'] }),
  "grpc's interceptor()": () => interceptor(),
  'retries()': () => retries({ retryOwner: 'mesh' }),
  'warnings()': () => warnings({ mesh: 'none' }),
}
const server = http.createServer()
said["http's traceferry(server)"] = () => onServer(server, { headers: ['a'] })
said["http's traceferry(server), with other options each time"] = () => onServer(server, { targets: [() => false] })
said['gracefulServer(server)'] = () => gracefulServer(server, { readiness: '/readyz', delayMs: 0 })

describe.each(Object.entries(said))('%s, a thousand times', (_, say) => {
  test('changes nothing that is shared, and keeps no memory', () => {
    for (let i = 0; i < 10; i++) say() // what is kept once
    const before = shared()
    const events = server.eventNames().map((name) => server.listenerCount(name))
    const { emit } = server
    for (let i = 0; i < TIMES; i++) say()
    expect(shared()).toEqual(before)
    expect(server.eventNames().map((name) => server.listenerCount(name))).toEqual(events)
    expect(server.emit).toBe(emit)
    // What compiles beside us is some noise; a list that grows by one small object each time grows in every round.
    let grown = Number.POSITIVE_INFINITY
    for (let round = 0; round < 5 && grown >= TIMES * 20; round++) {
      const bytes = heap()
      for (let i = 0; i < TIMES; i++) say()
      grown = heap() - bytes
    }
    expect(grown).toBeLessThan(TIMES * 20)
  })
})

test('report() to one file: one timer, one listener, and the file ends with the last', () => {
  const folder = mkdtempSync(join(tmpdir(), 'traceferry-'))
  try {
    const options = { file: join(folder, 'report.json') }
    const first = report(options)
    const before = shared()
    const more = Array.from({ length: TIMES }, () => report(options))
    expect(shared()).toEqual(before)
    for (const { end } of more) end()
    expect(shared()).toEqual(before)
    first.end()
    expect(process.listenerCount('exit')).toBe((before.listeners.exit ?? 0) - 1)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('withDeadline() makes one guard, and deadlineSignal() one signal', async () => {
  const before = withDeadline(1000, () => guard())
  for (let i = 0; i < TIMES; i++) withDeadline(1000, () => {})
  expect(guard()).toBe(before)
  withDeadline(1000, () => expect(deadlineSignal()).toBe(deadlineSignal()))
})

test('warnings() end when all who asked for them have ended them', () => {
  const channel = 'tracing:net.server.listen:asyncEnd'
  const before = diagnosticsChannel.hasSubscribers(channel)
  said['warnings()']?.()
  const ends = Array.from({ length: 3 }, () => warnings({ mesh: 'none', sidecarIdleMs: 7000 }))
  for (const end of ends) end()
  for (const end of ends) end()
  expect(before || diagnosticsChannel.hasSubscribers(channel)).toBe(true)
})

/** What one request sees: the extra headers, how deep it is, and how many listeners its request and response have. */
function seen(request: IncomingMessage, response: ServerResponse) {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 10_000
  const depth = String(new Error('here').stack).split('\n').length
  Error.stackTraceLimit = limit
  const count = (emitter: EventEmitter) =>
    emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0)
  const extra = (current()?.headers ?? []).filter((name, i) => i % 2 === 0 && /^[ab]$/.test(name)).join('')
  return { extra, depth, listeners: count(request) + count(response) }
}
type KoaContext = Parameters<ReturnType<typeof koa>>[0] & { query: Record<string, string | undefined> }
const headers = { a: '1', b: '2', [headersOf(1)[2] as string]: headersOf(1)[3] as string }

describe('a request through lines that were said again and again', () => {
  test('Fastify: one hook, the last options hold', async () => {
    const one = async (times: number) => {
      const app = Fastify()
      for (let i = 0; i < times; i++)
        app.register(fastify, { headers: [i === times - 1 ? 'b' : 'a'] } satisfies Options)
      app.get('/', async (request, reply) => seen(request.raw, reply.raw))
      const answer = await app.inject({ url: '/', headers })
      await app.close()
      return answer.json()
    }
    const once = await one(1)
    expect(once.extra).toBe('b')
    expect(await one(100)).toEqual(once)
  })

  test("Koa: the app's error handler is wrapped once", async () => {
    const app = new Koa()
    const depths: number[] = []
    app.on('error', () => void depths.push(String(new Error('here').stack).split('\n').length))
    app.use(async (context: KoaContext, next: () => Promise<unknown>) => {
      const lines = context.query.times === undefined ? 1 : Number(context.query.times)
      const line = async (left: number): Promise<void> => {
        if (left === 0) await next()
        else await koa({ headers: ['a'] })(context, () => line(left - 1))
      }
      await line(lines)
    })
    app.use(() => {
      throw new Error('from the handler')
    })
    const { url, close } = await listen(http.createServer(app.callback()))
    try {
      Error.stackTraceLimit = 10_000
      for (const times of [1, 100, 1]) await (await fetch(`${url}?times=${times}`, { headers })).text()
      expect(depths[2]).toBe(depths[0])
    } finally {
      Error.stackTraceLimit = 10
      await close()
    }
  })

  test('Express, and whatever takes (request, response, next): listeners as with one', async () => {
    const results: unknown[] = []
    let times = 1
    const { url, close } = await listen(
      http.createServer((request, response) => {
        const line = (left: number): void => {
          if (left > 0) express({ headers: [left === 1 ? 'b' : 'a'] })(request, response, () => line(left - 1))
          else {
            const { extra, listeners } = seen(request, response)
            results.push({ extra, listeners })
            response.end()
          }
        }
        line(times)
      }),
    )
    try {
      for (times of [1, 100]) await (await fetch(url, { headers })).text()
      expect(results[1]).toEqual(results[0])
      expect(results[0]).toMatchObject({ extra: 'b' })
    } finally {
      await close()
    }
  })
})
