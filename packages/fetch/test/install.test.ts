// What install replaces in the process, found by looking at everything that it could: all modules of Node and all globals.
import http from 'node:http'
import { builtinModules, createRequire } from 'node:module'
import { install, uninstall } from '@traceferry/fetch'
import * as undici6 from 'undici6'
import * as undici7 from 'undici7'
import { afterEach, expect, test } from 'vitest'

afterEach(uninstall)

const require = createRequire(import.meta.url)
const NOISY = /^(_|inspector|repl|trace_events|punycode|sys$|wasi|test|sea|sqlite|process$|quic)/
const modules = builtinModules.filter((name) => !NOISY.test(name.replace('node:', '')))
/** What is read lazily, or counts by itself. */
const MOVING = /^(crypto|stream\.promises|url|buffer)\.|\.(defaultMaxListeners|globalAgent)$/

/** What Node 24 and later have besides. */
const SINCE_24 = [
  'ClientRequest.prototype.end',
  'ServerResponse.prototype.end',
  'ServerResponse.prototype.writeInformation',
].map((path) => `http.${path}`)

type Found = Map<string, unknown>

/** Every own property of an object, and of the prototypes of the classes among them: its value, or its getter. */
function addAll(found: Found, name: string, owner: object, deep: boolean): void {
  for (const key of Reflect.ownKeys(owner)) {
    const { value, get } = Object.getOwnPropertyDescriptor(owner, key) as PropertyDescriptor
    const path = `${name}.${String(key)}`
    if (MOVING.test(path)) continue
    found.set(path, get ?? value)
    if (deep && typeof value === 'function' && typeof value.prototype === 'object' && value.prototype !== null) {
      addAll(found, `${path}.prototype`, value.prototype, false)
    }
  }
}

function everything(): Found {
  const found: Found = new Map()
  for (const name of modules) addAll(found, name, require(name), true)
  // What is no module's export: Node's own servers and their responses inherit from these.
  addAll(found, 'globalThis', globalThis, true)
  addAll(found, 'undici 6', undici6, true)
  addAll(found, 'undici 7', undici7, true)
  return found
}

function differences(a: Found, b: Found): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((path) => !Object.is(a.get(path), b.get(path))).sort()
}

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
