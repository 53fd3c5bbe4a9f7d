import { createServer } from 'node:http'
import { createPolicy, fromJSON } from '@traceferry/core'
import { appPolicy } from '@traceferry/core/internal'
import { uninstall } from '@traceferry/fetch'
import { afterAll, expect, test } from 'vitest'
import { traceferry } from '../src/index.ts'

// The options of the line in the code apply without a request: for messages, and for calls of a startup.

afterAll(() => uninstall())

const message = { 'x-request-id': 'r-1', 'end-user': 'jason', 'x-team-a': 'a' }

test('without a line the environment counts, with one the line, with two the last', () => {
  expect(appPolicy()).toBeUndefined()
  expect(fromJSON(message).headers).toEqual(['x-request-id', 'r-1'])
  traceferry(createServer(), { headers: ['end-user'], clusterDomain: 'mesh.example' })
  expect(fromJSON(message).headers).toEqual(['x-request-id', 'r-1', 'end-user', 'jason'])
  expect(appPolicy()?.verdictFor('http://orders.shop.svc.mesh.example:8080').inside).toBe(true)
  traceferry(createServer(), { headers: ['x-team-*'] })
  expect(fromJSON(message).headers).toEqual(['x-request-id', 'r-1', 'x-team-a', 'a'])
})

test('a policy that is handed over goes before it, and a wrong line changes nothing', () => {
  expect(fromJSON(message, createPolicy({}, {})).headers).toEqual(['x-request-id', 'r-1'])
  const before = appPolicy()
  // @ts-expect-error
  expect(() => traceferry(createServer(), { formats: ['zipkin'] })).toThrow('TF001')
  expect(appPolicy()).toBe(before)
})
