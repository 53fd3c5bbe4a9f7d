// What install replaces in the process, found by looking at everything that it could: all modules of Node and all globals.
import http from 'node:http'
import { install, uninstall } from '@traceferry/fetch'
import { differences, everything as everythingOfNode } from '@traceferry/testkit'
import * as undici6 from 'undici6'
import * as undici7 from 'undici7'
import { afterEach, expect, test } from 'vitest'

afterEach(uninstall)

/** What Node 24 and later have besides. */
const SINCE_24 = [
  'ClientRequest.prototype.end',
  'ServerResponse.prototype.end',
  'ServerResponse.prototype.writeInformation',
].map((path) => `http.${path}`)

const everything = () => everythingOfNode({ 'undici 6': undici6, 'undici 7': undici7 })

test('uninstall puts everything back, and install replaces what it did before', async () => {
  await import('node:https')
  // The bundled undici, and its global dispatcher, are there from the first call on.
  await fetch('data:,').then((answer) => answer.text())
  const before = everything()
  expect(before.size).toBeGreaterThan(3000)
  expect(differences(before, everything())).toEqual([])
  const undo = install()
  const replaced = differences(before, everything())
  undo()
  expect(differences(before, everything())).toEqual([])
  expect(replaced.filter((path) => !SINCE_24.includes(path))).toMatchSnapshot()
})

test('install twice, uninstall once', () => {
  const before = everything()
  install()
  const during = everything()
  install()
  expect(differences(during, everything())).toEqual([])
  uninstall()
  expect(differences(before, everything())).toEqual([])
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
