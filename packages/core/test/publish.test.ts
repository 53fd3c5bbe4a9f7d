import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { expect, test } from 'vitest'
import { capture, createPolicy, type ForwardMessage, forward } from '../src/index.ts'

test('each decided call is told on the channel traceferry:forward', () => {
  const told: ForwardMessage[] = []
  const listener = (message: unknown) => void told.push(message as ForwardMessage)
  const captured = capture(['x-request-id', 'r-1', 'baggage', 'a=1'], createPolicy({}, {}))
  subscribe('traceferry:forward', listener)
  forward(captured, { origin: 'http://orders:8080' })
  forward(captured, { origin: 'https://api.stripe.com' })
  forward(undefined, { origin: 'http://orders:8080' })
  unsubscribe('traceferry:forward', listener)
  forward(captured, { origin: 'http://orders:8080' })
  expect(told).toEqual([
    { origin: 'http://orders:8080', forwarded: ['x-request-id', 'baggage'] },
    { origin: 'https://api.stripe.com', forwarded: [], reason: 'outside the mesh' },
    { origin: 'http://orders:8080', forwarded: [], reason: 'outside a request' },
  ])
})
