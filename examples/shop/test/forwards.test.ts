import { fileURLToPath } from 'node:url'
import { type Service, startService } from '@traceferry/testing'
import { compile } from '@traceferry/testkit'
import { afterEach, beforeAll, expect, test } from 'vitest'

// Each service of the shop alone, as its own test suite would prove it: without sidecars, without the other services.

const cwd = fileURLToPath(new URL('..', import.meta.url))

let service: Service
beforeAll(() => compile('core', 'fetch', 'express', 'fastify', 'koa', 'sidecar', 'testing'))
afterEach(() => service?.close())

interface Part {
  readonly upstreams: readonly string[]
  readonly path: string
  readonly body?: object
  /** Calls for each request. */
  readonly calls: number
}

const parts: Readonly<Record<string, Part>> = {
  storefront: {
    upstreams: ['inventory', 'orders'],
    path: '/checkout',
    body: { order: 'a', items: ['tea', 'cups'] },
    calls: 3,
  },
  inventory: { upstreams: ['warehouse'], path: '/stock/tea', calls: 1 },
  orders: { upstreams: ['payments', 'warehouse'], path: '/orders', body: { order: 'a', items: ['tea'] }, calls: 2 },
  payments: { upstreams: ['ledger'], path: '/charges', body: { order: 'a', amount: 10 }, calls: 1 },
}

for (const [name, { upstreams, path, body, calls }] of Object.entries(parts)) {
  const start = (env: Record<string, string> = {}) =>
    startService(['node', `services/${name}.js`], { upstreams, cwd, env })
  const send = () => service.send(path, body === undefined ? {} : { body })

  test(`${name} forwards every header on every call`, async () => {
    service = await start()
    const result = await send()
    expect(result.status, service.said()).toBe(200)
    expect(result.calls.length).toBe(2 * calls)
    result.expectForwarded({ to: upstreams })
  })

  test(`${name} without its line: each call is found, with the cause`, async () => {
    service = await start({ TRACEFERRY: 'off' })
    const result = await send()
    const causes = result.calls.map((call) => call.causes.map((cause) => cause.name))
    expect(causes).toEqual(Array(2 * calls).fill(['made before set-up']))
    expect(() => result.expectForwarded()).toThrow(`${2 * calls} of ${2 * calls} calls went out wrong`)
  })
}
