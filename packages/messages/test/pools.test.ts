import { AsyncResource } from 'node:async_hooks'
import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { headersOf, within } from '@traceferry/testkit'
import { createPool } from 'generic-pool'
import pLimit from 'p-limit'
import PQueue from 'p-queue'
import { describe, expect, test } from 'vitest'
import { bind, run, snapshot, toJSON } from '../src/index.ts'

// What libraries do with the context on their own, and what `bind` fixes. The facts of docs/recipes/workers.md.

const id = () => toJSON()?.['x-request-id']
const requests = Array.from({ length: 50 }, (_, n) => n)
const right = requests.map((n) => `request-${n}`)
const all = <R>(work: (n: number) => R) => Promise.all(requests.map((n) => within(headersOf(n), () => work(n))))
const task = async () => {
  await sleep(1)
  return id()
}

describe('limited queues inside the process', () => {
  test('p-queue 9 starts tasks in the context of others; bind mends it', async () => {
    const queue = new PQueue({ concurrency: 2 })
    expect(await all(() => queue.add(task))).not.toEqual(right)
    expect(await all(() => queue.add(bind(task)))).toEqual(right)
  })

  test('p-limit 7 binds by itself, and a second time does no harm', async () => {
    const limit = pLimit(2)
    expect(await all(() => limit(task))).toEqual(right)
    expect(await all(() => limit(bind(task)))).toEqual(right)
  })

  test('a task added outside of any request runs outside, if bound', async () => {
    const queue = new PQueue({ concurrency: 1 })
    const first = within(headersOf(1), () => queue.add(task))
    const second = queue.add(bind(task))
    expect([await first, await second]).toEqual(['request-1', undefined])
  })
})

describe('generic-pool', () => {
  const factory = () => ({
    create: async () => {
      const connection = new EventEmitter()
      // The connection's own timer: it runs on in the context of the request that opened it.
      setInterval(() => connection.emit('tick'), 2).unref()
      return connection
    },
    destroy: async () => {},
  })

  test('acquire comes back in the right context', async () => {
    const pool = createPool(factory(), { max: 2 })
    const ids = await all(async () => {
      const connection = await pool.acquire()
      await sleep(1)
      await pool.release(connection)
      return id()
    })
    expect(ids).toEqual(right)
  })

  test('what the connection calls back is in the context of whoever opened it; bind mends it', async () => {
    const pool = createPool(factory(), { max: 2 })
    const heard = (wrap: <F extends () => void>(fn: F) => F) =>
      all(async () => {
        const connection = await pool.acquire()
        const seen = await new Promise((resolve) =>
          connection.once(
            'tick',
            wrap(() => resolve(id())),
          ),
        )
        await pool.release(connection)
        return seen
      })
    const plain = await heard((fn) => fn)
    expect(plain).not.toEqual(right)
    expect(new Set(plain).size).toBeLessThanOrEqual(2)
    expect(await heard((fn) => bind(fn) as typeof fn)).toEqual(right)
    expect(await heard((fn) => AsyncResource.bind(fn))).toEqual(right)
  })
})

test('snapshot takes the context along for many functions, run(undefined) leaves it', () => {
  const emitter = new EventEmitter()
  const heard: unknown[] = []
  within(headersOf(1), () => {
    const inRequest = snapshot()
    emitter.on('x', () => heard.push(id(), inRequest(id), run(undefined, id)))
  })
  within(headersOf(2), () => emitter.emit('x'))
  expect(heard).toEqual(['request-2', 'request-1', undefined])
})
