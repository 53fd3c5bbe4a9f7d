// Tests body parsers.
import { setTimeout as sleep } from 'node:timers/promises'
import { uninstall } from '@traceferry/fetch'
import { expect, test } from 'vitest'
import { makeClients } from './clients.ts'
import { startEcho } from './echo.ts'
import { expectCarried } from './expect-carried.ts'
import type { Served } from './inbound/world.ts'
import { connectRaw, requestText } from './raw-client.ts'
import { headersOf } from './samples.ts'

const PADDING = 'x'.repeat(40_000)
const BOUNDARY = '----ferry'

function part(disposition: string, content: string): string {
  return `--${BOUNDARY}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`
}

/** Bodies with a number and enough padding to arrive in many pieces. */
const bodies = {
  json: (n: number) => ['application/json', JSON.stringify({ n: String(n), padding: PADDING })],
  form: (n: number) => ['application/x-www-form-urlencoded', `n=${n}&padding=${PADDING}`],
  bytes: (n: number) => ['application/octet-stream', `${n}:${PADDING}`],
  file: (n: number) => [
    `multipart/form-data; boundary=${BOUNDARY}`,
    `${part(`name="n"`, String(n))}${part(`name="file"; filename="a.txt"`, PADDING)}--${BOUNDARY}--\r\n`,
  ],
} as const

/** The server calls this after it has parsed a body, with the number in it. It calls out and returns the response. */
export type Parsed = (n: unknown) => Promise<string>

/**
 * Registers a test with 20 uploads at once, each in three pieces: after this body parser is done, calls still carry the ids
 * of their own request.
 */
export function parses(name: string, kind: keyof typeof bodies, start: (parsed: Parsed) => Promise<Served>): void {
  test(`20 concurrent uploads through ${name} (${kind}): calls after parsing carry their own ids`, async () => {
    const echo = await startEcho()
    const clients = makeClients(echo.url)
    const server = await start(async (n) => {
      await clients.all(`${echo.url}/parsed/${n}`)
      return `got ${n}`
    })
    try {
      await Promise.all(
        Array.from({ length: 20 }, async (_, n) => {
          const [type = '', body = ''] = bodies[kind](n)
          const text = requestText({ method: 'POST', headers: [...headersOf(n), 'content-type', type], body })
          const client = await connectRaw(server.url)
          for (let from = 0; from < text.length; from += 15_000) {
            client.send(text.slice(from, from + 15_000))
            await sleep(n % 7)
          }
          expect(await client.answer()).toMatchObject({ status: 200, body: `got ${n}` })
          client.destroy()
        }),
      )
      for (let n = 0; n < 20; n++) {
        const calls = echo.calls.filter((call) => call.path.startsWith(`/parsed/${n}/`))
        expectCarried(calls, headersOf(n), 3)
      }
    } finally {
      await clients.close()
      await server.close()
      await echo.close()
      uninstall()
    }
  })
}
