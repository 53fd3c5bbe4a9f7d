// The chapter of the inbound contract about many requests at once.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { linesOf, tracingLines } from '../expect-carried.ts'
import { connectRaw, requestText } from '../raw-client.ts'
import { headersOf } from '../samples.ts'
import type { Case } from './world.ts'

const REQUESTS = 200

const isBare = (n: number) => n % 7 === 0
const fails = (n: number) => n % 5 === 1
const isAborted = (n: number) => n % 10 === 3

/** 200 requests at once, few outbound connections, errors, and clients that go away: no call has a wrong header. */
export const crossing: readonly Case[] = [
  {
    name: `${REQUESTS} concurrent requests, 20 % failing, 10 % aborted: 0 wrong and 0 missing headers`,
    async run({ echo, clients, serve }) {
      let handled = 0
      const url = await serve(async (request, response) => {
        handled++
        const n = Number(request.url?.slice(1))
        await sleep((n * 7) % 40)
        await clients.all(`${echo.url}/cross/${n}/early`)
        await sleep((n * 11) % 20)
        if (fails(n)) throw Object.assign(new Error(`boom ${n}`), { stack: '' })
        response.on('finish', () => void clients.all(`${echo.url}/cross/${n}/late`))
        response.end(`done ${n}`)
      })

      const statuses = await Promise.all(
        Array.from({ length: REQUESTS }, async (_, n) => {
          const client = await connectRaw(url)
          client.send(requestText({ path: `/${n}`, headers: isBare(n) ? [] : headersOf(n) }))
          if (isAborted(n)) await sleep(n % 25)
          else expect((await client.answer()).status, `request ${n}`).toBe(fails(n) ? 500 : 200)
          client.destroy()
        }),
      )
      expect(statuses.length).toBe(REQUESTS)

      // An aborted request may have made any number of calls. Every other one makes 3, and 3 more after its response.
      const certain = Array.from({ length: REQUESTS }, (_, n) => n).filter((n) => !isAborted(n))
      const wanted = certain.reduce((sum, n) => sum + (fails(n) ? 3 : 6), 0)
      const countedCalls = () => echo.calls.filter((call) => !isAborted(numberOf(call.path))).length
      await expect.poll(countedCalls, { timeout: 5000 }).toBe(wanted)

      const wrong = echo.calls.filter((call) => {
        const n = numberOf(call.path)
        return tracingLines(call).join() !== linesOf(isBare(n) ? [] : headersOf(n)).join()
      })
      expect(wrong.map((call) => [call.path, tracingLines(call)])).toEqual([])
      expect(handled).toBeLessThanOrEqual(REQUESTS)
      expect(handled).toBeGreaterThanOrEqual(certain.length)
    },
  },
]

function numberOf(path: string): number {
  return Number(path.split('/')[2])
}
