import http2 from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'
import { install, uninstall } from '@traceferry/fetch'
import { selfSigned, within } from '@traceferry/testkit'
import got14 from 'got'
import got11 from 'got11'
import wrapper from 'http2-wrapper'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

// http2-wrapper, and got with `http2: true` on it, keep calls until a session is up or has room, and send them from the listeners
// of another call. The owner of a call is known when it is made.

type Call = (url: string, options: object) => Promise<{ body: string }>

const { key, cert } = selfSigned()
const seen: [path: string, id: unknown][] = []

beforeAll(() => void install())
beforeEach(() => void seen.splice(0))
afterAll(uninstall)

async function serve(maxConcurrentStreams: number) {
  const server = http2.createSecureServer({ key, cert, settings: { maxConcurrentStreams } }, (request, response) => {
    seen.push([request.url, request.headers['x-request-id']])
    setTimeout(() => response.end('ok'), Math.random() * 3)
  })
  await new Promise<void>((resolve) => void server.listen(0, 'localhost', resolve))
  const { port } = server.address() as { port: number }
  const close = () => new Promise((resolve) => void server.close(resolve))
  return { url: `https://localhost:${port}`, close }
}

/** Calls of as many requests, each with an id of its own, `atOnce` at a time. */
async function cross(
  call: (url: string) => Promise<unknown>,
  url: string,
  calls: number,
  atOnce: number,
): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < calls) {
      const id = `r${next++}`
      await within(['x-request-id', id], async () => {
        await sleep(Math.random() * 2)
        // Node 20 refuses a stream now and then when thousands come to a session, with traceferry or without.
        await call(`${url}/${id}`).catch(() => {})
      })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

function viaWrapper(agent: wrapper.Agent) {
  return (url: string) =>
    new Promise((resolve, reject) => {
      const request = wrapper.request(url, { agent, rejectUnauthorized: false } as never, (answer) => {
        answer.resume().on('end', resolve)
      })
      request.on('error', reject).end()
    })
}

async function clients(): Promise<[string, () => { call(url: string): Promise<unknown>; close(): void }][]> {
  const calls: [string, Call][] = [
    ['got 11', got11 as unknown as Call],
    ['got 14', got14 as unknown as Call],
  ]
  // It imports what only Node 22 and later have.
  if (!process.version.startsWith('v20.')) calls.push(['got 16', (await import('got16')).default as unknown as Call])
  const gots = calls.map(([name, got]) => {
    return [
      name,
      () => {
        const agent = new wrapper.Agent()
        const options = { http2: true, retry: { limit: 0 }, https: { rejectUnauthorized: false } }
        // got 11 has a version of its own inside, and got 16 none.
        const own = name !== 'got 14' ? options : { ...options, agent: { http2: agent } }
        return { call: (url: string) => got(url, own), close: () => agent.destroy() }
      },
    ] as [string, () => { call(url: string): Promise<unknown>; close(): void }]
  })
  const direct = () => {
    const agent = new wrapper.Agent()
    return { call: viaWrapper(agent), close: () => agent.destroy() }
  }
  return [...gots, ['http2-wrapper', direct]]
}

const CALLS = Number(process.env.TRACEFERRY_TEST_CALLS ?? 200)

describe.each(await clients())('%s', (_, make) => {
  test.each([
    ['cold, then warm', 100, 40],
    ['saturated: one stream at a time', 1, 20],
  ])(
    '%s',
    async (_, streams, atOnce) => {
      const server = await serve(streams)
      const { call, close } = make()
      await cross(call, server.url, CALLS, atOnce)
      close()
      expect(seen.length).toBeGreaterThan(CALLS * 0.95)
      expect(seen.filter(([path, id]) => path !== `/${id}`)).toEqual([])
    },
    120_000,
  )
})
