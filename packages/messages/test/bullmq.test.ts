import { setTimeout as sleep } from 'node:timers/promises'
import { headersOf, queue, within } from '@traceferry/testkit'
import { FlowProducer, Queue, Worker } from 'bullmq'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bullmq, run, toJSON } from '../src/index.ts'
import { findRedis, startRedis } from './servers/redis.ts'
import type { Server } from './servers/start.ts'

const redis = findRedis()

describe.skipIf(redis.reason !== undefined)(
  `BullMQ on a real Redis${redis.reason ? ` (not run: ${redis.reason})` : ''}`,
  () => {
    let server: Server
    let connection: { host: string; port: number; maxRetriesPerRequest: null }
    beforeAll(async () => {
      server = await startRedis(redis.at as string)
      connection = { host: '127.0.0.1', port: server.port, maxRetriesPerRequest: null }
    })
    afterAll(() => server?.stop())

    queue('a job of each request, retried when it fails', async () => {
      const jobs = new Queue('crossing', { connection })
      let worker: Worker | undefined
      return {
        send: (body) => jobs.add('job', bullmq.forward({ body }, { target: connection.host }), { attempts: 2 }),
        consume(work) {
          worker = new Worker('crossing', (job) => run(bullmq.capture(job.data), () => work(job.data.body)), {
            connection,
            concurrency: 20,
          })
        },
        async close() {
          await worker?.close()
          await jobs.close()
        },
      }
    })

    /** What each job had for its context, by name, when `send` was done. */
    async function contextsOf(names: readonly string[], send: (jobs: Queue) => Promise<unknown>) {
      const name = `cases-${names.join('-')}`
      const jobs = new Queue(name, { connection })
      const seen = new Map<string, unknown[]>()
      const worker = new Worker(
        name,
        (job) =>
          run(bullmq.capture(job.data), async () => {
            await sleep(2)
            seen.set(job.name, [...(seen.get(job.name) ?? []), toJSON()?.['x-request-id']])
            if (job.opts.attempts !== undefined && job.attemptsMade + 1 < job.opts.attempts) throw new Error('again')
          }),
        { connection, concurrency: 5 },
      )
      try {
        await send(jobs)
        await expect.poll(() => names.every((each) => seen.has(each)), { timeout: 10_000 }).toBe(true)
        return { seen, worker, name }
      } finally {
        await worker.close()
        await jobs.close()
      }
    }

    test('a delayed job, and jobs added in bulk', async () => {
      const { seen } = await contextsOf(['late', 'one', 'two', 'plain'], async (jobs) => {
        await within(headersOf(1), () => jobs.add('late', bullmq.forward({}), { delay: 300 }))
        await within(headersOf(2), () =>
          jobs.addBulk(['one', 'two'].map((each) => ({ name: each, data: bullmq.forward({}) }))),
        )
        await jobs.add('plain', bullmq.forward({}))
      })
      expect(Object.fromEntries(seen)).toEqual({
        late: ['request-1'],
        one: ['request-2'],
        two: ['request-2'],
        plain: [undefined],
      })
    })

    test('a flow: parent and children carry the request that made it, a child of its own keeps its own', async () => {
      const flows = new FlowProducer({ connection })
      const own = within(headersOf(4), () => bullmq.forward({}))
      const { seen } = await contextsOf(['child', 'stranger', 'parent'], (jobs) =>
        within(headersOf(3), () => {
          const child = (name: string, data: object) => ({ name, queueName: jobs.name, data: bullmq.forward(data) })
          return flows.add({ ...child('parent', {}), children: [child('child', {}), child('stranger', own)] })
        }),
      )
      await flows.close()
      expect(Object.fromEntries(seen)).toEqual({
        child: ['request-3'],
        stranger: ['request-4'],
        parent: ['request-3'],
      })
    })
  },
)
