// The contract for carriers in messages.
import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { createPolicy, handle } from '@traceferry/core'
import { install, uninstall } from '@traceferry/fetch'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Echo, startEcho } from './echo.ts'
import { linesOf, tracingLines } from './expect-carried.ts'
import { listen } from './listen.ts'
import { within } from './outbound/within.ts'
import { headersOf } from './samples.ts'

/** The client library of a queue with traceferry's carrier, used as the recipe says. */
export interface QueueClient {
  /** Sends one message with this body. Called while a request is handled. */
  send(body: string): unknown
  /** Starts to consume messages, several at a time. When `work` rejects, the message must be delivered again. */
  consume(work: (body: string) => Promise<void>): unknown
  close(): unknown
}

export interface QueueQuirks {
  /** Which of a request's headers a message can carry, as raw lines. Default: all. */
  brings?: (headers: readonly string[]) => readonly string[]
  /** Why a message is never delivered again, if so. */
  noRedelivery?: string
}

const MESSAGES = 200
const isBare = (n: number) => n % 10 === 0
const isRefused = (n: number) => n % 7 === 3
const policy = createPolicy({}, {})

/**
 * Registers the contract that every carrier must pass on the real client library. 200 requests at once send one message each. The
 * consumer's calls carry the headers of the message's request, also when a message is delivered again. Without a request they
 * carry nothing. The consumer starts inside a request, so that a handler outside `run` would show that request's headers.
 *
 * @example
 * queue('kafkajs', () => startKafkaJs(port))
 */
export function queue(name: string, start: () => Promise<QueueClient>, quirks: QueueQuirks = {}): void {
  const { brings = (headers) => headers, noRedelivery } = quirks

  describe(name, () => {
    let echo: Echo
    let client: QueueClient
    let works: Map<string, number>

    beforeAll(async () => {
      install()
      echo = await startEcho()
      client = await start()
      await within(headersOf(9999), () => client.consume(work))
    }, 120_000)
    afterEach(() => echo.clear())
    afterAll(async () => {
      await client?.close()
      await echo?.close()
      uninstall()
    })

    async function work(body: string): Promise<void> {
      const seen = (works.get(body) ?? 0) + 1
      works.set(body, seen)
      await sleep(Math.random() * 10)
      await (await fetch(`${echo.url}/${body}/first`)).text()
      if (noRedelivery === undefined && seen === 1 && isRefused(Number(body))) throw new Error(`refused: ${body}`)
      await Promise.all([(await fetch(`${echo.url}/${body}/left`)).text(), get(`${echo.url}/${body}/right`)])
    }

    const expected = (body: string) => {
      const flat = body === 'none' || isBare(Number(body)) ? [] : headersOf(Number(body))
      return linesOf(brings(flat))
    }
    const finished = () => new Set(echo.calls.map(({ path }) => path).filter((path) => path.endsWith('/right'))).size
    const wrongCalls = () =>
      echo.calls
        .filter((call) => tracingLines(call).join() !== expected(call.path.split('/')[1] as string).join())
        .map((call) => `${call.path}: ${tracingLines(call).join()}`)

    test(`${MESSAGES} requests at once, a message each: every call of the consumer carries its message's headers`, async () => {
      works = new Map()
      const front = await listen(
        http.createServer((request, response) =>
          handle(request, response, policy, async () => {
            await client.send((request.url as string).slice(1))
            response.end()
          }),
        ),
      )
      await Promise.all(
        Array.from({ length: MESSAGES }, (_, n) => get(`${front.url}/${n}`, isBare(n) ? [] : headersOf(n))),
      )
      await front.close()
      await expect.poll(() => finished(), { timeout: 30_000, interval: 50 }).toBe(MESSAGES)
      const wrong = wrongCalls()
      expect({ wrong: wrong.length, first: wrong[0] }).toEqual({ wrong: 0 })
      const again = [...works].filter(([, times]) => times > 1).map(([body]) => Number(body))
      const refused = Array.from({ length: MESSAGES }, (_, n) => n).filter(isRefused)
      if (noRedelivery === undefined) expect(again).toEqual(expect.arrayContaining(refused))
    }, 60_000)

    test('a message that no request sent: its calls carry nothing', async () => {
      works = new Map()
      await client.send('none')
      await expect.poll(() => echo.calls.length, { timeout: 30_000 }).toBe(3)
      expect(wrongCalls()).toEqual([])
    }, 40_000)
  })
}

function get(url: string, headers: readonly string[] = []): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = http.get(url, { headers: [...headers, 'host', 'front'] }, (answer) => {
      answer
        .resume()
        .on('end', () => (answer.statusCode === 200 ? resolve() : reject(new Error(`${url}: ${answer.statusCode}`))))
    })
    call.on('error', reject)
  })
}
