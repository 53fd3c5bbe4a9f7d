import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { createPolicy, current, handle } from '@traceferry/core'
import { createWeakStore } from '@traceferry/core/internal'
import { expect, test } from 'vitest'

const listOf = (owner: object): unknown => (owner as { list?: unknown }).list

test('a note is for its owner alone, in a list of its own, a shared one, a frozen one, or without any', () => {
  const store = createWeakStore<string>(listOf)
  const shared = ['a', 'b']
  const owners = [
    { list: ['a'] },
    { list: shared },
    { list: shared },
    { list: Object.freeze(['a']) },
    { list: 'no list' },
    {},
  ]
  const strangers = [{ list: shared }, { list: [] }, {}]
  for (const [i, owner] of owners.entries()) store.set(owner, `note ${i}`)
  expect(owners.map((owner) => store.get(owner))).toEqual(owners.map((_, i) => `note ${i}`))
  for (const [i, owner] of owners.entries()) store.set(owner, `again ${i}`)
  expect(owners.map((owner) => store.get(owner))).toEqual(owners.map((_, i) => `again ${i}`))
  expect(strangers.map((owner) => store.get(owner))).toEqual([undefined, undefined, undefined])
})

test('two stores in the same list never read each other', () => {
  const [ours, theirs] = [createWeakStore<string>(listOf), createWeakStore<number>(listOf)]
  const owner = { list: ['a'] }
  ours.set(owner, 'ours')
  expect(theirs.get(owner)).toBe(undefined)
  theirs.set(owner, 1)
  expect([ours.get(owner), theirs.get(owner)]).toEqual(['ours', 1])
})

test("a user's own store in the raw headers of a request does not touch ours", async () => {
  const seen = createWeakStore<string>((request) => (request as http.IncomingMessage).rawHeaders)
  const policy = createPolicy({}, {})
  const request = { rawHeaders: ['x-request-id', 'r-1'], socket: {} } as unknown as http.IncomingMessage
  const once = handle(request, undefined, policy, () => {
    seen.set(request, 'once')
    return handle(request, undefined, createPolicy({ formats: ['request-id'] }, {}), () => current()?.headers)
  })
  expect(once).toEqual(['x-request-id', 'r-1'])
  expect(seen.get(request)).toBe('once')
})

test('nothing of it shows on the list', () => {
  const list = ['host', 'orders:8080']
  createWeakStore<string>(listOf).set({ list }, 'note')
  expect(Reflect.ownKeys(list)).toEqual(['0', '1', 'length'])
  expect(inspect(list, { showHidden: true })).toBe(inspect(['host', 'orders:8080'], { showHidden: true }))
  expect(list).toStrictEqual(['host', 'orders:8080'])
})

test("Node's objects have the lists that our store are kept in", async () => {
  let rawHeaders: unknown
  const server = http.createServer((request, response) => {
    rawHeaders = request.rawHeaders
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const call = http.get({ port: (server.address() as AddressInfo).port })
  const { outputData } = call as unknown as { outputData: unknown }
  const response = await new Promise<http.IncomingMessage>((resolve) => call.on('response', resolve))
  response.resume()
  server.close()
  for (const list of [rawHeaders, outputData]) {
    expect(Array.isArray(list)).toBe(true)
    expect(Object.isExtensible(list)).toBe(true)
  }
})
