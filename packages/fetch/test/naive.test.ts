import diagnosticsChannel from 'node:diagnostics_channel'
import { current } from '@traceferry/core'
import { uninstall } from '@traceferry/fetch'
import { cross } from '@traceferry/testkit'
import { Pool, RetryAgent } from 'undici7'
import { afterEach, expect, test } from 'vitest'
import { type Copy, ownOriginClient, quickly, requestClient } from './undici.ts'

// That the crossing can fail: the way in which tracers inject, reduced to its core, does not pass it.

interface Created {
  request: { addHeader(name: string, value: string): void }
}

function inject(message: unknown): void {
  const { headers = [] } = current() ?? {}
  for (let i = 0; i < headers.length; i += 2) {
    ;(message as Created).request.addHeader(headers[i] as string, headers[i + 1] as string)
  }
}

afterEach(() => diagnosticsChannel.unsubscribe('undici:request:create', inject))

test('a naive injector sends the headers of other requests over a Pool of one connection', async () => {
  uninstall()
  diagnosticsChannel.subscribe('undici:request:create', inject)
  const { wrong, calls } = await cross((origin) => ownOriginClient(new Pool(origin, { connections: 1 })))
  expect(calls).toBeGreaterThan(1000)
  expect(wrong.length).toBeGreaterThan(calls / 2)
})

test('and on retries', async () => {
  uninstall()
  diagnosticsChannel.subscribe('undici:request:create', inject)
  const undici = { request: (await import('undici7')).request } as Copy
  const { wrong } = await cross((origin) =>
    requestClient(undici, new RetryAgent(new Pool(origin, { connections: 1 }), quickly)),
  )
  expect(wrong.length).toBeGreaterThan(400)
})
