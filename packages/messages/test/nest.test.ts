// Nest's microservices over TCP, both ends real.
import 'reflect-metadata'
import { createServer } from 'node:http'
import { Controller, type INestMicroservice, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { type ClientProxy, ClientProxyFactory, MessagePattern, Transport } from '@nestjs/microservices'
import { headersOf, queue, within } from '@traceferry/testkit'
import { firstValueFrom, lastValueFrom, Observable, toArray } from 'rxjs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nest, toJSON } from '../src/index.ts'

type Handler = (data: unknown) => unknown

/** A service with these handlers by pattern, and a client of it. Decorators are functions: the tests need no compiler for them. */
async function start(
  handlers: Record<string, Handler>,
  serializer: { serialize(packet: unknown): unknown } | undefined = nest.serializer(),
): Promise<{ service: INestMicroservice; client: ClientProxy }> {
  class Orders {}
  for (const [pattern, handler] of Object.entries(handlers)) {
    Object.defineProperty(Orders.prototype, pattern, { value: handler, writable: true, configurable: true })
    const descriptor = Object.getOwnPropertyDescriptor(Orders.prototype, pattern) as PropertyDescriptor
    MessagePattern(pattern)(Orders.prototype, pattern, descriptor)
  }
  Controller()(Orders)
  class App {}
  Module({ controllers: [Orders] })(App)
  const port = await freePort()
  const service = await NestFactory.createMicroservice(App, {
    transport: Transport.TCP,
    options: { host: '127.0.0.1', port },
    logger: false,
  } as never)
  service.useGlobalInterceptors(nest.interceptor())
  await service.listen()
  const options = { host: '127.0.0.1', port, ...(serializer ? { serializer } : {}) }
  return { service, client: ClientProxyFactory.create({ transport: Transport.TCP, options }) }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

queue(
  'Nest microservices over TCP',
  async () => {
    let work: ((body: string) => Promise<void>) | undefined
    const orders: Handler = async (data) => {
      await work?.((data as { body: string }).body)
      return 'done'
    }
    // The other end is in the mesh, so that all goes.
    const { service, client } = await start({ orders }, nest.serializer({ target: '127.0.0.1' }))
    return {
      send: (body) => firstValueFrom(client.send('orders', { body })),
      consume(given) {
        work = given
      },
      async close() {
        client.close()
        await service.close()
      },
    }
  },
  { noRedelivery: 'over TCP nothing is delivered again' },
)

describe('a message over TCP', () => {
  const here = () => toJSON()?.['x-request-id']
  let nextTick: Promise<unknown>
  let both: Awaited<ReturnType<typeof start>>
  let event: Promise<unknown>
  beforeAll(async () => {
    let arrived: (value: unknown) => void
    event = new Promise((resolve) => {
      arrived = resolve
    })
    both = await start({
      see: async (data) => {
        nextTick = new Promise((resolve) => setImmediate(() => resolve(here())))
        return { data, at: here(), later: await nextTick }
      },
      stream: () =>
        new Observable((subscriber) => {
          subscriber.next(here())
          setTimeout(() => {
            subscriber.next(here())
            subscriber.complete()
          }, 5)
        }),
      fail: () => {
        throw new Error('an error of the app')
      },
      told: () => arrived(here()),
    })
  })
  afterAll(async () => {
    both.client.close()
    await both.service.close()
  })
  const ask = (n: number, pattern: string, data: unknown) =>
    within(headersOf(n), () => lastValueFrom(both.client.send(pattern, data as object).pipe(toArray())))
  const idOf = (n: number) => {
    const headers = headersOf(n)
    return headers[headers.findIndex((name) => name.toLowerCase() === 'x-request-id') + 1]
  }

  test('the handler sees the data as it was sent', async () => {
    expect(await ask(1, 'see', { a: 1 })).toEqual([{ data: { a: 1 }, at: idOf(1), later: idOf(1) }])
  })

  test('the caller keeps its data', async () => {
    const data = Object.freeze({ a: 1 })
    await ask(2, 'see', data)
    expect(data).toEqual({ a: 1 })
  })

  test('an Observable runs in the context for as long as it lasts', async () => {
    expect(await ask(3, 'stream', {})).toEqual([idOf(3), idOf(3)])
  })

  test('an Observable that the caller subscribes to after its request began', async () => {
    const answers = await within(headersOf(4), async () => {
      const cold = both.client.send('see', { a: 1 })
      await Promise.resolve()
      return firstValueFrom(cold)
    })
    expect(answers).toMatchObject({ at: idOf(4) })
  })

  test('an event', async () => {
    await within(headersOf(5), () => lastValueFrom(both.client.emit('told', {}), { defaultValue: undefined }))
    expect(await event).toBe(idOf(5))
  })

  test('an error of the handler reaches the caller, and the next message is right', async () => {
    await expect(ask(6, 'fail', {})).rejects.toMatchObject({ status: 'error' })
    expect(await ask(7, 'see', {})).toMatchObject([{ at: idOf(7) }])
  })

  test('data without keys, and data that has our key for itself, are left as they are', async () => {
    expect(await ask(8, 'see', 'text')).toMatchObject([{ data: 'text' }])
    expect(await ask(8, 'see', [1, 2])).toMatchObject([{ data: [1, 2] }])
    expect(await ask(8, 'see', { traceferry: 'mine' })).toMatchObject([{ data: { traceferry: 'mine' } }])
  })

  test('outside of a request, and from a client without the serializer, nothing arrives', async () => {
    expect(await lastValueFrom(both.client.send('see', { a: 1 }))).toEqual({ data: { a: 1 } })
    const bare = await start({ see: () => ({ at: here() ?? 'none' }) }, { serialize: (packet) => packet })
    const answer = await within(headersOf(9), () => firstValueFrom(bare.client.send('see', {})))
    bare.client.close()
    await bare.service.close()
    expect(answer).toEqual({ at: 'none' })
  })
})

describe('what is no message of Nest', () => {
  test.each([undefined, null, 'text', 7, [], { response: 1 }, { pattern: 'a' }, { pattern: 'a', data: null }])(
    '%o goes as it is',
    (packet) => {
      expect(within(headersOf(1), () => [nest.serializer().serialize(packet)])[0]).toBe(packet)
    },
  )

  test('a request of HTTP in the same app is left alone', () => {
    const context = { getType: () => 'http', switchToRpc: () => ({ getData: () => undefined }) }
    const handled = {}
    expect(nest.interceptor().intercept(context, { handle: () => handled })).toBe(handled)
  })
})
