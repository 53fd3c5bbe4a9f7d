import { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import net from 'node:net'
import { createPolicy, current } from '@traceferry/core'
import { headersOf } from '@traceferry/testkit'
import { expect, test } from 'vitest'
import { traceferry, wrapEmit } from '../src/internal.ts'

test('the same server comes back, and what is no HTTP server goes on as it was', async () => {
  const server = net.createServer()
  expect(traceferry(server)).toBe(server)
  const seen: unknown[][] = []
  for (const event of ['request', 'upgrade', 'stream']) server.on(event, (...args) => void seen.push([event, ...args]))
  expect(server.emit('request', 'text')).toBe(true)
  expect(server.emit('upgrade', new EventEmitter(), 1)).toBe(true)
  expect(server.emit('stream', null, undefined)).toBe(true)
  expect(server.emit('nobody listens')).toBe(false)
  expect(seen).toEqual([
    ['request', 'text'],
    ['upgrade', expect.any(EventEmitter), 1],
    ['stream', null, undefined],
  ])
})

test('a listener that throws: the error goes where it went without us', () => {
  const server = traceferry(createServer())
  server.on('request', () => {
    throw new Error('from the listener')
  })
  const request = Object.assign(new EventEmitter(), { rawHeaders: headersOf(1) })
  expect(() => server.emit('request', request, new EventEmitter())).toThrow('from the listener')
})

test('unwrapping puts `emit` back, on a server and on a prototype; where somebody wrapped it since, it stays', () => {
  const policy = createPolicy()
  const request = () => Object.assign(new EventEmitter(), { rawHeaders: headersOf(1) })
  for (const owner of [createServer(), net.Server.prototype]) {
    const server = owner === net.Server.prototype ? createServer() : owner
    const seen: boolean[] = []
    server.on('request', () => void seen.push(current() !== undefined))
    const own = Object.hasOwn(owner, 'emit')
    const unwrap = wrapEmit(owner, policy)
    server.emit('request', request())
    unwrap()
    server.emit('request', request())
    expect(seen).toEqual([true, false])
    expect(Object.hasOwn(owner, 'emit')).toBe(own)
  }

  const server = createServer()
  const unwrap = wrapEmit(server, policy)
  const theirs = server.emit.bind(server)
  server.emit = theirs
  unwrap()
  expect(server.emit).toBe(theirs)
})
