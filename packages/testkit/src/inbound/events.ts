// The chapter of the inbound contract about late events of requests and responses.
import { once } from 'node:events'
import { Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { expectCarried } from '../expect-carried.ts'
import { connectRaw, requestRaw, requestText } from '../raw-client.ts'
import { headersOf } from '../samples.ts'
import type { Case, World } from './world.ts'

const BODY = 'x'.repeat(200_000)
const ids = headersOf(7)
const upload = { method: 'POST', headers: ids, body: BODY }

/** Sends the body in three parts, so that events come long after the handler returns. */
async function slowUpload(url: string): Promise<void> {
  const client = await connectRaw(url)
  const text = requestText(upload)
  client.send(text.slice(0, 1000))
  await sleep(30)
  client.send(text.slice(1000, 100_000))
  await sleep(30)
  client.send(text.slice(100_000))
  expect(await client.answer()).toMatchObject({ status: 200, body: `${BODY.length}` })
  client.destroy()
}

/** A handler that adds listeners after `wait` ms and calls out from each event. The response tells the length of the body. */
function listening({ echo, clients, serve }: World, wait: number): Promise<string> {
  return serve(async (request, response) => {
    if (wait > 0) await sleep(wait)
    const work: Promise<void>[] = []
    let length = 0
    const out = (event: string) => void work.push(clients.all(`${echo.url}/${event}`))
    request.once('data', () => out('data'))
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
    })
    request.once('close', () => out('close'))
    request.once('end', async () => {
      out('end')
      await Promise.all(work)
      response.end(String(length))
    })
    await once(response, 'close')
  })
}

/** Late work in events of a request or response, which the socket emits. */
export const events: readonly Case[] = [
  ...Object.entries({ 'at once': 0, late: 15 }).map(([when, wait]) => ({
    name: `data, end and close listeners added ${when} run in the context`,
    async run(world: World) {
      await slowUpload(await listening(world, wait))
      await expect.poll(() => world.echo.calls.length).toBe(9)
      for (const event of ['data', 'end', 'close']) {
        const calls = world.echo.calls.filter((call) => call.path.startsWith(`/${event}/`))
        expectCarried(calls, ids, 3)
      }
    },
  })),
  {
    name: 'for await over the request keeps the context',
    async run({ echo, clients, serve }: World) {
      const url = await serve(async (request, response) => {
        let length = 0
        for await (const chunk of request) {
          if (length === 0) await clients.all(`${echo.url}/chunk`)
          length += chunk.length
        }
        await clients.all(`${echo.url}/after`)
        response.end(String(length))
      })
      await slowUpload(url)
      expectCarried(echo.calls, ids, 6)
    },
  },
  {
    name: 'a pipeline of the request keeps the context',
    async run({ echo, clients, serve }: World) {
      const url = await serve(async (request, response) => {
        let length = 0
        const count = new Writable({
          write(chunk: Buffer, _, done) {
            const first = length === 0
            length += chunk.length
            if (first) clients.all(`${echo.url}/write`).then(() => done(), done)
            else done()
          },
        })
        await pipeline(request, new Transform({ transform: (chunk, _, done) => done(null, chunk) }), count)
        await clients.all(`${echo.url}/after`)
        response.end(String(length))
      })
      await slowUpload(url)
      expectCarried(echo.calls, ids, 6)
    },
  },
  {
    name: 'drain, finish and close listeners of the response run in the context',
    async run({ echo, clients, serve }) {
      const url = await serve((_, response) => {
        for (const event of ['drain', 'finish', 'close']) {
          response.once(event, () => void clients.all(`${echo.url}/${event}`))
        }
        // More than the socket accepts at once, so that the socket emits `drain`.
        response.once('drain', () => response.end('!'))
        setTimeout(() => response.write('x'.repeat(4_000_000)), 5)
      })
      expect((await requestRaw(url, { headers: ids })).body.length).toBe(4_000_001)
      await expect.poll(() => echo.calls.length).toBe(9)
      expectCarried(echo.calls, ids, 9)
    },
  },
  {
    name: 'a client that goes away: close listeners run in the context',
    async run({ echo, clients, serve }: World) {
      let started = () => {}
      const running = new Promise<void>((resolve) => {
        started = resolve
      })
      const url = await serve((request, response) => {
        request.on('close', () => void clients.http(`${echo.url}/request`))
        request.on('error', () => {})
        response.on('close', () => void clients.http(`${echo.url}/response`))
        started()
        return new Promise(() => {})
      })
      const client = await connectRaw(url)
      client.send(requestText(upload).slice(0, 1000))
      await running
      client.destroy()
      await expect.poll(() => echo.calls.length).toBe(2)
      expectCarried(echo.calls, ids, 2)
    },
  },
] satisfies Case[]
