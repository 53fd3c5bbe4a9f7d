import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import * as grpc from '@grpc/grpc-js'
import { uninstall } from '@traceferry/fetch'
import { type Echo, startEcho, within } from '@traceferry/testkit'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { interceptor, traceferry } from '../src/index.ts'
import { type Kind, kinds, Orders, serve } from './services.ts'

// A gRPC call calls back in the request that made it, no matter which request opened the channel: with our interceptor, and
// without, where the call itself carries nothing.

type Service = Awaited<ReturnType<typeof serve>>
let echo: Echo
let far: Service

beforeAll(async () => {
  traceferry()
  echo = await startEcho()
  far = await serve(async () => 'ok')
})
afterEach(() => echo.clear())
afterAll(async () => {
  far.close()
  uninstall()
  await echo.close()
})

const waiting: Promise<void>[] = []
const tell = (door: string, id: string) =>
  waiting.push(
    new Promise((resolve, reject) => {
      const path = `/${door}/${id}`
      http.get(`${echo.url}${path}`, { agent: false }, (a) => a.resume().on('end', resolve)).on('error', reject)
    }),
  )

const events = ['metadata', 'data', 'status', 'end', 'finish']

/** Makes a call, and calls out from all that it calls back. */
function make(client: grpc.Client, kind: Kind, id: string): Promise<void> {
  return new Promise((resolve) => {
    const told = () => void tell('callback', id)
    const method = (
      client as unknown as Record<Kind, (...args: unknown[]) => grpc.ClientDuplexStream<unknown, unknown>>
    )[kind]
    const [sends, receives] = [kind === 'upload' || kind === 'chat', kind === 'download' || kind === 'chat']
    const args = [...(sends ? [] : [{}]), new grpc.Metadata(), ...(receives ? [] : [told])]
    const stream = method.apply(client, args)
    for (const event of events) stream.on(event, () => void tell(event, id))
    stream.on('status', () => void setTimeout(resolve, 5))
    if (!sends) return
    stream.write({ n: 1 }, () => void tell('write(cb)', id))
    stream.end(() => void tell('end(cb)', id))
  })
}

describe.each([
  ['with the interceptor', { interceptors: [interceptor()] }],
  ['without it', {}],
])('%s', (_, options) => {
  test.each(kinds)('%s: cold, opened by another request, then warm', async (kind) => {
    // Each on a channel of its own: the second row of requests finds it warm.
    const own = { ...options, 'grpc.use_local_subchannel_pool': 1 }
    const client = new Orders(far.address, grpc.credentials.createInsecure(), own)
    for (let row = 0; row < 2; row++) {
      const ids = Array.from({ length: 20 }, (_, n) => `r${row}-${n}`)
      const calls = ids.map((id) =>
        within(['x-request-id', id], async () => {
          await sleep(Math.random() * 2)
          await make(client, kind, id)
        }),
      )
      await Promise.all(calls)
    }
    await Promise.all(waiting.splice(0))
    client.close()
    const wrong = echo.calls
      .map(({ path, all }) => `${path} carried ${all('x-request-id').join() || 'nothing'}`)
      .filter((line) => !/^\/[^/]+\/(\S+) carried \1$/.test(line))
    expect(wrong).toEqual([])
    expect(echo.calls.length).toBeGreaterThan(40 * 2)
  })
})
