import diagnosticsChannel from 'node:diagnostics_channel'
import http, { request as named } from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import { install, uninstall } from '@traceferry/fetch'
import * as undici6 from 'undici6'
import * as undici7 from 'undici7'
import { afterEach, expect, test } from 'vitest'

afterEach(uninstall)

/** Every function that install replaces. */
function globals(): Record<string, unknown> {
  const { prototype } = undici7.Pool
  return {
    fetch: globalThis.fetch,
    'http.request': http.request,
    'http.get': http.get,
    'http.ClientRequest': http.ClientRequest,
    'https.request': https.request,
    'https.get': https.get,
    'http2.connect': http2.connect,
    'import { request }': named,
    addRequest: (http.Agent.prototype as unknown as { addRequest: unknown }).addRequest,
    _storeHeader: Object.getOwnPropertyDescriptor(http.ClientRequest.prototype, '_storeHeader')?.value,
    channel: diagnosticsChannel.channel,
    'undici 6': undici6.Agent.prototype.dispatch,
    'undici 6 compose': undici6.Agent.prototype.compose,
    'undici 7': prototype.dispatch,
    'undici 7 compose': prototype.compose,
  }
}

test('uninstall puts every global back', () => {
  const before = globals()
  const undo = install()
  const during = globals()
  for (const [name, value] of Object.entries(before)) expect([name, during[name] === value]).toEqual([name, false])
  undo()
  expect(globals()).toEqual(before)
})

test('install twice, uninstall once', () => {
  const before = globals()
  install()
  const during = globals()
  install()
  expect(globals()).toEqual(during)
  uninstall()
  expect(globals()).toEqual(before)
})

test('what somebody else has wrapped since is left to them', () => {
  const original = http.request
  install()
  const ours = http.request
  const theirs = ((...args: Parameters<typeof http.request>) => ours(...args)) as typeof http.request
  http.request = theirs
  uninstall()
  expect(http.request).toBe(theirs)
  http.request = original
})
