import 'zone.js'
import { expect, test } from 'vitest'
import { cross, type Hand, REQUESTS } from './pools/cross.ts'

// In its own file, because zone.js replaces the globals of the process: `Promise` runs everything that waits at once, in the
// context of the first one. The engine implements `await`, which stays right.

const sharing = (use: (ready: Promise<void>, task: () => Promise<void>) => Promise<void>) => () => {
  let ready: Promise<void> | undefined
  const hand: Hand = (task) => {
    ready ??= new Promise((resolve) => setTimeout(resolve, 20))
    return use(ready, task)
  }
  return hand
}
const awaiting = sharing(async (ready, task) => {
  await ready
  await task()
})
const chaining = sharing((ready, task) => ready.then(task))
const own = { own: REQUESTS, none: 0, wrong: 0 }

test('zone.js is there', () => expect(String(Promise)).toContain('Zone'))
test('await of a promise that requests share: own', async () => expect(await cross(awaiting)).toEqual(own))
test('then of a promise that requests share, without a cure: wrong', async () => {
  expect((await cross(chaining)).wrong).toBeGreaterThan(0)
})
test('with bind: own', async () => expect(await cross(chaining, true)).toEqual(own))
