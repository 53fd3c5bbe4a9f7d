// The contract for clients.
import { install, uninstall } from '@traceferry/fetch'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Echo, startEcho } from './echo.ts'
import type { Bench } from './outbound/case.ts'
import { cases } from './outbound/cases.ts'
import type { Client, Quirks } from './outbound/client.ts'
import { cross } from './outbound/crossing.ts'
import { resolveOutsideNames } from './outbound/outside-names.ts'

/**
 * Registers the contract that every client must pass with traceferry installed: named cases over real sockets, and the crossing.
 * The test of a client is this call plus its quirks.
 *
 * @example
 * outbound('got 14', { get: async (url, headers) => reply(await got(url, { headers })) })
 */
export function outbound(name: string, client: Client, quirks: Quirks = {}): void {
  describe(name, () => {
    let echo: Echo
    let other: Echo
    let restore: () => void

    beforeAll(async () => {
      restore = resolveOutsideNames()
      install()
      echo = await startEcho()
      other = await startEcho()
    })
    afterEach(() => {
      echo.clear()
      other.clear()
    })
    afterAll(async () => {
      uninstall()
      restore()
      await client.close?.()
      await Promise.all([echo.close(), other.close()])
    })

    for (const [title, { unless = [], run }] of Object.entries(cases)) {
      const reason = [unless]
        .flat()
        .map((quirk) => quirks[quirk])
        .find((why) => why !== undefined)
      if (reason !== undefined) test.skip(`${title} (${String(reason)})`, () => {})
      else test(title, () => run({ client, echo, other, quirks } satisfies Bench))
    }

    const { limited } = client
    if (limited === undefined) return
    for (const connections of quirks.crossings ?? [1]) {
      const title = `the crossing: 200 requests at once over ${connections} connection(s), no header wrong, none lost`
      test(title, { timeout: 120_000 }, async () => {
        const { wrong, lost, calls } = await cross(
          (origin) => limited(connections, origin),
          quirks.noSignal === undefined,
        )
        expect({ wrong: wrong.length, lost: lost.length, first: wrong[0] ?? lost[0] }).toEqual({ wrong: 0, lost: 0 })
        expect(calls).toBeGreaterThan(200 * (client.post === undefined ? 5 : 6) - 1)
      })
    }
  })
}
