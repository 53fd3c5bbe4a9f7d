// The contract for adapters.
import { uninstall } from '@traceferry/fetch'
import { afterAll, afterEach, beforeAll, beforeEach, describe, test } from 'vitest'
import { type Clients, makeClients } from './clients.ts'
import { type Echo, startEcho } from './echo.ts'
import { arrives } from './inbound/arrives.ts'
import { connections } from './inbound/connections.ts'
import { crossing } from './inbound/crossing.ts'
import { errors } from './inbound/errors.ts'
import { events } from './inbound/events.ts'
import { setup } from './inbound/setup.ts'
import type { Adapter, Case, Served, World } from './inbound/world.ts'

export type { Ability, Adapter, Handler, Served, Setup } from './inbound/world.ts'

/** The whole inbound contract, by chapter. */
const chapters: Readonly<Record<string, readonly Case[]>> = { arrives, events, errors, connections, crossing, setup }

/**
 * Registers the inbound contract: what every adapter must do, tested over real sockets and raw header lines.
 *
 * @example
 * inbound('express 5', { start: (handler, { options }) => listen(express().use(traceferry(options)).use(handler)) })
 */
export function inbound(name: string, adapter: Adapter): void {
  describe(`inbound: ${name}`, () => {
    let echo: Echo
    let clients: Clients
    const servers: Served[] = []
    beforeAll(async () => {
      echo = await startEcho()
    })
    beforeEach(() => {
      echo.clear()
      clients = makeClients(echo.url)
    })
    afterEach(async () => {
      await clients.close()
      for (const server of servers.splice(0)) await server.close()
    })
    afterAll(async () => {
      await echo.close()
      uninstall()
    })

    for (const [chapter, cases] of Object.entries(chapters)) {
      describe(chapter, () => {
        for (const { name, needs, run } of cases) {
          const reason = needs && adapter.lacks?.[needs]
          if (reason !== undefined) {
            test.skip(`${name} (${reason})`)
            continue
          }
          test(name, async () => {
            const world: World = {
              echo,
              clients,
              async serve(handler, setup = {}) {
                const server = await adapter.start(handler, setup)
                servers.push(server)
                return server.url
              },
            }
            await run(world)
          })
        }
      })
    }
  })
}
