import { inbound } from '@traceferry/testkit'
import * as server1 from 'hono-node-server1'
import { RESPONSE_ALREADY_SENT as sent1 } from 'hono-node-server1/utils/response'
import * as server2 from 'hono-node-server2'
import { RESPONSE_ALREADY_SENT as sent2 } from 'hono-node-server2/utils/response'
import { afterAll, beforeAll, vi } from 'vitest'
import { adapter } from './hono.ts'

// Hono prints every error that no handler takes.
beforeAll(() => void vi.spyOn(console, 'error').mockImplementation(() => {}))
afterAll(() => vi.restoreAllMocks())

inbound('Hono on @hono/node-server 1', adapter({ ...server1, RESPONSE_ALREADY_SENT: sent1 }))
inbound('Hono on @hono/node-server 2', adapter({ ...server2, RESPONSE_ALREADY_SENT: sent2 }))
