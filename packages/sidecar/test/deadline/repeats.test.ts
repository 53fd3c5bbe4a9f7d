import diagnosticsChannel from 'node:diagnostics_channel'
import { createServer } from 'node:http'
import { guard } from '@traceferry/core/internal'
import { afterEach, expect, test } from 'vitest'
import { deadline, remainingMs } from '../../src/index.ts'
import { ask, world } from './app.ts'

const here = world()
const undoing: (() => void)[] = []
afterEach(() => {
  for (const undo of undoing.splice(0)) undo()
})
const say = (defaultMs: number) => {
  const undo = deadline({ defaultMs })
  undoing.push(undo)
  return undo
}

/** How often the channel's listeners are called for one message. */
function listeners(): number {
  let count = 0
  // The listener takes `request` out of its message: each asks once.
  const message = {
    get request() {
      count++
      return {}
    },
  }
  diagnosticsChannel.channel('http.server.request.start').publish(message)
  return count
}

test('a thousand times: one listener, one guard; none when all are undone', () => {
  expect(listeners()).toBe(0)
  const undo = say(1000)
  const first = guard()
  expect(listeners()).toBe(1)
  const more = Array.from({ length: 1000 }, (_, i) => say(i % 2 === 0 ? 1000 : 2000))
  expect(listeners()).toBe(1)
  more.pop()?.()
  expect(guard()).toBe(first)
  for (const one of more) one()
  expect(guard()).toBe(first)
  undo()
  undo()
  expect(guard()).toBeUndefined()
  expect(listeners()).toBe(0)
})

test('the last one holds, and in whatever order they are undone, the last of those left', async () => {
  const url = await here.serve(async () => remainingMs())
  const left = async () => Math.ceil((await ask(url)).value / 1000)
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
    [1, 2, 0],
    [2, 0, 1],
  ]) {
    const said = [5, 7, 9]
    const undo = said.map((seconds) => say(seconds * 1000))
    for (const at of order) {
      expect(await left()).toBe(said.findLast((seconds) => seconds > 0))
      undo[at]?.()
      said[at] = 0
    }
    expect((await ask(url)).value).toBeUndefined()
  }
})

test('another copy that has said something since keeps it', () => {
  const undo = say(1000)
  const theirs = { ...guard() } as NonNullable<ReturnType<typeof guard>>
  const slot = globalThis as { [key: symbol]: unknown }
  const name = Symbol.for('traceferry.guard.v1')
  say(2000)
  slot[name] = theirs
  undoing.pop()?.()
  expect(guard()).toBe(theirs)
  undo()
  expect(guard()).toBe(theirs)
  slot[name] = undefined
})

test('a request has one listener more, and not one for each time', async () => {
  const counts: number[] = []
  const server = await here.serve(async (_, response) => counts.push(response.listenerCount('finish')))
  say(1000)
  await ask(server)
  for (let i = 0; i < 100; i++) say(1000)
  await ask(server)
  expect(counts[1]).toBe(counts[0])
  expect(createServer().listenerCount('request')).toBe(0)
})
