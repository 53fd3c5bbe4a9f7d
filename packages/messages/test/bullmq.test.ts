import { capture, createPolicy, current, run, toJSON } from '@traceferry/core'
import { Queue, Worker } from 'bullmq'
import { describe, expect, test } from 'vitest'
import { bullmq } from '../src/index.ts'
import { findRedis, startRedis } from './redis.ts'

const redis = findRedis()
const title = 'reason' in redis ? `BullMQ (not run: ${redis.reason})` : 'BullMQ over a real Redis'

describe.skipIf('reason' in redis)(title, () => {
  test('100 jobs of different requests each run in the context of their own', async () => {
    const { port, stop } = await startRedis((redis as { binary: string }).binary)
    const connection = { host: '127.0.0.1', port }
    const queue = new Queue('mail', { connection })
    const policy = createPolicy({}, {})
    const seen = new Map<number, string | undefined>()
    const worker = new Worker(
      'mail',
      (job) =>
        run(bullmq.capture(job.data), async () => {
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 5))
          seen.set(job.data.to, toJSON(current())?.['x-request-id'])
        }),
      { connection, concurrency: 20 },
    )
    try {
      for (let i = 0; i < 100; i++) {
        const captured = capture(i % 10 === 0 ? [] : ['x-request-id', `r-${i}`], policy)
        await run(captured, () => queue.add('mail', bullmq.forward({ to: i })))
      }
      await expect.poll(() => seen.size, { timeout: 10_000 }).toBe(100)
      for (const [i, id] of seen) expect(id).toBe(i % 10 === 0 ? undefined : `r-${i}`)
    } finally {
      await worker.close()
      await queue.close()
      stop()
    }
  })
})
