import { capture, createPolicy, run } from '@traceferry/core'
import { expect, test } from 'vitest'
import { readHopReport } from '../src/hop-report.ts'
import { nonceOf } from '../src/token.ts'
import { createVisits } from '../src/visits.ts'

// What the timing of real calls seldom shows. All else is tested through servers.

const secret = 'a secret that all the services know'
const names = ['x-request-id']

function start() {
  const visits = createVisits(secret, 'front')
  const captured = capture(['x-request-id', 'one'], createPolicy({}, {}))
  const visit = visits.begin('nonce', new Set(names))
  visits.captured(visit, captured)
  const decide = () => visits.decided(visit, 'http://orders:8080', names, undefined)
  const leave = (token: string | undefined) =>
    run(captured, () => visits.leaves({ request: {}, to: 'http://orders:8080', token, isWrapped: () => true }))
  const calls = () => readHopReport(secret, 'nonce', visits.end(visit))?.calls
  return { decide, leave, calls }
}

const sent = { to: 'http://orders:8080', forwarded: names, asked: true }

test('a call that is decided on again, for what remains of its deadline, is told once', () => {
  const { decide, leave, calls } = start()
  const [first, second] = [decide(), decide()]
  expect(nonceOf(first)).not.toBe(nonceOf(second))
  leave(second)
  expect(calls()).toEqual([sent])
})

test('calls that leave in another order than they were decided on are all told', () => {
  const { decide, leave, calls } = start()
  const [first, second] = [decide(), decide()]
  leave(second)
  leave(first)
  expect(calls()).toEqual([sent, sent])
})

test('a call that got no connection, or waits in a queue, is told as not sent', () => {
  const { decide, calls } = start()
  decide()
  expect(calls()).toEqual([{ to: 'http://orders:8080', forwarded: names, unsent: true }])
})
