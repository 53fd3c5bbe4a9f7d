import http from 'node:http'
import net from 'node:net'
import * as grpc from '@grpc/grpc-js'
import { capture, createPolicy, run } from '@traceferry/core'
import { uninstall } from '@traceferry/fetch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { interceptor, traceferry, withoutForwarding } from '../src/index.ts'
import { call, kinds, Orders, serve } from './services.ts'

type Service = Awaited<ReturnType<typeof serve>>

const insecure = grpc.credentials.createInsecure()
const traceparent = '00-463ac35c9f6413ad48485a3953bb6124-a2fb4a1d1a96d312-01'
const traceBin = Buffer.from(`0000${'46'.repeat(16)}01${'a2'.repeat(8)}0201`, 'hex')

let leaf: Service
let middle: Service
let onward: grpc.Client
let act: (metadata: grpc.Metadata) => Promise<unknown>

beforeAll(async () => {
  leaf = await serve(async (metadata) => metadata.getMap())
  onward = new Orders(leaf.address, insecure, { interceptors: [interceptor()] })
  middle = await serve((metadata) => act(metadata), { interceptors: [traceferry()] })
})

afterAll(() => {
  onward.close()
  middle.close()
  leaf.close()
  uninstall()
})

async function through(kind: (typeof kinds)[number], headers: Record<string, string | Buffer>) {
  const client = new Orders(middle.address, insecure)
  const metadata = new grpc.Metadata()
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value)
  try {
    return await call(client, kind, metadata)
  } finally {
    client.close()
  }
}

describe('@grpc/grpc-js 1.14', () => {
  describe.each(kinds)('%s in', (inKind) => {
    test.each(kinds)('%s out: metadata arrives as it came', async (outKind) => {
      act = () => call(onward, outKind)
      const seen = await through(inKind, {
        'x-request-id': 'a-1',
        traceparent,
        'grpc-trace-bin': traceBin,
        authorization: 'secret',
      })
      expect(seen).toMatchObject({ 'x-request-id': 'a-1', traceparent, 'grpc-trace-bin': traceBin.toJSON() })
      expect(seen).not.toHaveProperty('authorization')
    })
  })

  test("the caller's metadata wins, by family, and stays as it was", async () => {
    const mine = new grpc.Metadata()
    mine.set('traceparent', '00-11111111111111111111111111111111-2222222222222222-01')
    act = () => call(onward, 'unary', mine)
    const seen = await through('unary', { 'x-request-id': 'a-2', traceparent, tracestate: 'rojo=1' })
    expect(seen.traceparent).toBe('00-11111111111111111111111111111111-2222222222222222-01')
    expect(seen).not.toHaveProperty('tracestate')
    expect(seen['x-request-id']).toBe('a-2')
    expect(Object.keys(mine.getMap())).toEqual(['traceparent'])
  })

  test('a value that gRPC refuses stays behind, and the call goes on', async () => {
    const captured = capture(['baggage', 'k=\u00c3\u00a9', 'traceparent', traceparent], createPolicy({}, {}))
    const seen = await run(captured, () => call(onward, 'unary'))
    expect(seen.traceparent).toBe(traceparent)
    expect(seen).not.toHaveProperty('baggage')
  })

  test('calls outside a request and within withoutForwarding carry nothing', async () => {
    expect(await call(onward, 'unary')).not.toHaveProperty('x-request-id')
    act = () => withoutForwarding(() => call(onward, 'unary'))
    expect(await through('unary', { 'x-request-id': 'a-3' })).not.toHaveProperty('x-request-id')
  })

  test('a target outside the mesh gets nothing, also where a proxy on loopback leads to it', async () => {
    const proxy = http.createServer().on('connect', (_request, client: net.Socket) => {
      const upstream = net.connect(Number(leaf.address.split(':')[1]), '127.0.0.1', () =>
        client.write('HTTP/1.1 200 OK\r\n\r\n'),
      )
      upstream
        .pipe(client)
        .pipe(upstream)
        .on('error', () => {})
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    process.env.grpc_proxy = `http://127.0.0.1:${(proxy.address() as net.AddressInfo).port}`
    const outside = new Orders('dns:orders.example.com:50051', insecure, { interceptors: [interceptor()] })
    delete process.env.grpc_proxy
    act = () => call(outside, 'unary')
    const seen = await through('unary', { 'x-request-id': 'a-4' })
    expect(seen).toHaveProperty('user-agent')
    expect(seen).not.toHaveProperty('x-request-id')
    outside.close()
    proxy.close()
    proxy.closeAllConnections()
  })

  test('every address of a list has a say, and so has the authority', async () => {
    const to = async (target: string, options: object = {}) => {
      const client = new Orders(target, insecure, { interceptors: [interceptor()], ...options })
      act = () => call(client, 'unary')
      const seen = await through('unary', { 'x-request-id': 'a-5' })
      client.close()
      return [seen['x-request-id'], typeof seen['user-agent']]
    }
    const { address } = leaf
    expect(await to(`ipv4:${address}`)).toEqual(['a-5', 'string'])
    expect(await to(`ipv4:${address},10.0.0.9:80`)).toEqual(['a-5', 'string'])
    expect(await to(`ipv4:${address},203.0.113.9:80`)).toEqual([undefined, 'string'])
    expect(await to(address, { 'grpc.default_authority': 'orders' })).toEqual(['a-5', 'string'])
    expect(await to(address, { 'grpc.default_authority': 'evil.example' })).toEqual([undefined, 'string'])
  })

  test('200 calls at once over one channel that is still connecting: no call carries another ones ids', async () => {
    // A new channel: the first calls wait for its connection, and grpc-js sends them in the context that connects.
    const fresh = new Orders(leaf.address, insecure, { interceptors: [interceptor()] })
    act = async (metadata) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 5))
      const seen = await Promise.all(kinds.map((kind) => call(fresh, kind)))
      return { mine: metadata.get('x-request-id')[0], seen: seen.map((s) => s['x-request-id']) }
    }
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, i) => through(kinds[i % kinds.length] as never, { 'x-request-id': `r-${i}` })),
    )
    for (const [i, answer] of answers.entries()) {
      expect(answer).toEqual({ mine: `r-${i}`, seen: kinds.map(() => `r-${i}`) })
    }
    fresh.close()
  })
})
