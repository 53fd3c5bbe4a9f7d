// The clients with which the contracts call out.
import http from 'node:http'
import { Pool } from 'undici7'

/** A way to call out: resolves once the answer has been read. */
export type CallOut = (url: string) => Promise<void>

/** The three clients that all others are built on, over few connections, so that calls must queue. */
export interface Clients {
  readonly fetch: CallOut
  readonly http: CallOut
  readonly undici: CallOut
  /** All three at once; the path tells which is which: `/x/fetch`, `/x/http`, `/x/undici`. */
  readonly all: CallOut
  close(): Promise<void>
}

export function makeClients(origin: string, connections = 2): Clients {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections })
  const pool = new Pool(origin, { connections, pipelining: 1 })
  // Calls that no test waits for, such as one from a `close` listener, must end before their sockets do.
  const pending = new Set<Promise<void>>()
  const tracked =
    (call: CallOut): CallOut =>
    (url) => {
      const settled = call(url).finally(() => pending.delete(settled))
      pending.add(settled)
      return settled
    }
  const clients = {
    fetch: tracked(async (url) => {
      await (await fetch(url)).text()
    }),
    http: tracked(
      (url) =>
        new Promise((resolve, reject) => {
          http.get(url, { agent }, (response) => response.resume().on('end', resolve)).on('error', reject)
        }),
    ),
    undici: tracked(async (url) => {
      const { pathname, search } = new URL(url)
      const { body } = await pool.request({ path: pathname + search, method: 'GET' })
      await body.text()
    }),
  }
  return {
    ...clients,
    async all(url) {
      await Promise.all(Object.entries(clients).map(([name, call]) => call(`${url}/${name}`)))
    },
    async close() {
      await Promise.allSettled(pending)
      agent.destroy()
      await pool.destroy()
    },
  }
}
