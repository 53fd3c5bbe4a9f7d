import { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import { Server } from 'node:net'
import { createPolicy, current } from '@traceferry/core'
import { headersOf } from '@traceferry/testkit'
import { expect, test } from 'vitest'
import { traceferry, wrapEmit } from '../src/internal.ts'

// A line that is said again: in a hot reload, in a factory, in a plugin. It must not stand on itself.

const policyOf = (name: string) => createPolicy({ headers: [name] }, {})
const request = () => Object.assign(new EventEmitter(), { rawHeaders: [...headersOf(1), 'a', '1', 'b', '2', 'c', '3'] })

/** Which of the extra headers a listener has, and how deep it is. */
function ask(server: EventEmitter): { has: string; depth: number } {
  const seen: { has: string; depth: number }[] = []
  const listener = () => {
    const limit = Error.stackTraceLimit
    Error.stackTraceLimit = 10_000
    const depth = String(new Error('here').stack).split('\n').length
    Error.stackTraceLimit = limit
    const has = (current()?.headers ?? []).filter((name, i) => i % 2 === 0 && /^[abc]$/.test(name)).join('')
    seen.push({ has: current() === undefined ? 'outside' : has, depth })
  }
  server.once('request', listener)
  server.emit('request', request())
  expect(seen).toHaveLength(1)
  return seen[0] as { has: string; depth: number }
}

test('a thousand times: as deep as once, and the last options hold', () => {
  const once = ask(traceferry(createServer(), { headers: ['a'] }))
  const server = createServer()
  for (let i = 0; i < 1000; i++) traceferry(server, { headers: ['a'] })
  expect(ask(server)).toEqual(once)
  for (let i = 0; i < 500; i++) {
    traceferry(server, { headers: ['a'], targets: [() => true] })
    traceferry(server, { headers: ['b'] })
  }
  expect(ask(server)).toEqual({ has: 'b', depth: once.depth })
  expect(server.listenerCount('request')).toBe(0)
})

test.each([
  ['a server', () => createServer()],
  ['a prototype that servers share', () => Server.prototype],
])('%s: undone in any order, twice, it is as before', (_, make) => {
  const owner = make() as EventEmitter
  const server = owner === Server.prototype ? createServer() : owner
  const before = Object.getOwnPropertyDescriptor(owner, 'emit')
  const orders = [
    [0, 1, 2, 3],
    [3, 2, 1, 0],
    [1, 3, 0, 2],
    [2, 0, 3, 1],
  ]
  for (const order of orders) {
    const said = ['a', 'b', 'c', 'a']
    const undo = said.map((name) => wrapEmit(owner, policyOf(name)))
    for (const at of order) {
      const left = said.filter((name) => name !== '')
      expect(ask(server).has).toBe(left.at(-1))
      undo[at]?.()
      undo[at]?.()
      said[at] = ''
    }
    expect(ask(server).has).toBe('outside')
    expect(Object.getOwnPropertyDescriptor(owner, 'emit')).toEqual(before)
  }
  const undo = Array.from({ length: 1000 }, () => wrapEmit(owner, policyOf('a')))
  for (const one of undo.slice(1)) one()
  expect(ask(server).has).toBe('a')
  undo[0]?.()
  expect(Object.getOwnPropertyDescriptor(owner, 'emit')).toEqual(before)
})

test('undone below somebody else, it passes on', () => {
  const server = createServer()
  const undo = wrapEmit(server, policyOf('a'))
  const theirs = server.emit.bind(server)
  server.emit = theirs
  expect(ask(server).has).toBe('a')
  undo()
  expect(server.emit).toBe(theirs)
  expect(ask(server).has).toBe('outside')
})

test("a server's own line goes before one that all servers inherit, whichever came first", () => {
  const early = traceferry(createServer(), { headers: ['a'] })
  const undo = wrapEmit(Server.prototype, policyOf('b'))
  try {
    expect(ask(early).has).toBe('a')
    expect(ask(traceferry(createServer(), { headers: ['c'] })).has).toBe('c')
    expect(ask(createServer()).has).toBe('b')
  } finally {
    undo()
  }
})
