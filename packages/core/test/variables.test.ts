// Variables that are misspelled, and the list of those that are not.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createPolicy } from '@traceferry/core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { isDisabledIn } from '../src/shared/is-disabled.ts'
import { nearest } from '../src/shared/nearest.ts'
import { toolVariables, variables } from '../src/shared/variables.ts'

const packages = fileURLToPath(new URL('../../', import.meta.url))

/** Each name in the code of our packages; comments may name others as examples. */
function namesInSources(): string[] {
  const files = readdirSync(packages)
    .filter((name) => name !== 'testkit')
    .flatMap((name) => ['src', 'bin'].map((folder) => join(packages, name, folder)))
    .flatMap((folder) => list(folder))
  expect(files.length).toBeGreaterThan(400)
  const code = files.map((file) => readFileSync(file, 'utf8').replace(/^\s*(\*|\/\/|\/\*).*$/gm, ''))
  return [...new Set(code.flatMap((text) => text.match(/\bTRACEFERRY_[A-Z][A-Z0-9_]*/g) ?? []))].sort()
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.[cm]?[jt]s$/.test(file) && file !== 'shared/variables.ts')
      .map((file) => join(folder, file))
  } catch {
    return [] // not every package has a bin
  }
}

test('the list has each variable that a package of ours reads, and no other', () => {
  expect(variables).toEqual(namesInSources())
})

test('what tools and tests of ours read is known, too: a warning would be in all that they start', () => {
  const folders = ['tools', 'bench', 'docs/test', 'packages/fetch/test']
  const files = folders
    .flatMap((folder) => list(join(packages, '..', folder)))
    .filter((file) => !file.includes('node_modules'))
  const read = files.flatMap((file) => readFileSync(file, 'utf8').match(/(?<=\benv\.)TRACEFERRY_[A-Z0-9_]+/g) ?? [])
  expect([...new Set(read)].filter((name) => !variables.includes(name)).sort()).toEqual(toolVariables)
})

let said: string[] = []
beforeEach(() => {
  said = []
  vi.spyOn(process, 'emitWarning').mockImplementation((text) => void said.push(String(text)))
})
afterEach(() => vi.restoreAllMocks())

const PAGE = 'See https://github.com/traceferry/traceferry/blob/main/docs/errors.md#tf014'

test.each([
  ['TRACEFERRY_HEADER', 'TRACEFERRY_HEADERS'],
  ['TRACEFERRY_TARGET', 'TRACEFERRY_TARGETS'],
  ['TRACEFERRY_FORMAT', 'TRACEFERRY_FORMATS'],
  ['TRACEFERRY_IGNORED_TARGETS', 'TRACEFERRY_IGNORE_TARGETS'],
  ['TRACEFERRY_USERDATA_TARGETS', 'TRACEFERRY_USER_DATA_TARGETS'],
  ['TRACEFERRY_DISABLE', 'TRACEFERRY_DISABLED'],
  ['TRACEFERRY_EXPIRE_AFTER_MS', 'TRACEFERRY_EXPIRES_AFTER_MS'],
  ['TRACEFERRY_DRAIN_DELAY', 'TRACEFERRY_DRAIN_DELAY_MS'],
  ['TRACEFERRY_PROBE_SECRETS', 'TRACEFERRY_PROBE_SECRET'],
  ['TRACEFERRY_RETRYOWNER', 'TRACEFERRY_RETRY_OWNER'],
  ['TRACEFERY_TRUST', 'TRACEFERRY_TRUST'],
  ['TRACE_FERRY_DEBUG', 'TRACEFERRY_DEBUG'],
  ['traceferry_verbatim', 'TRACEFERRY_VERBATIM'],
])('%s: did you mean %s?', (name, meant) => {
  createPolicy({}, { [name]: 'anything' })
  expect(said).toEqual([`${name} is not known; did you mean ${meant}? ${PAGE}`])
})

test('what is like none of them is told, too', () => {
  createPolicy({}, { TRACEFERRY_SAMPLING_RATIO: '1' })
  expect(said).toEqual([`TRACEFERRY_SAMPLING_RATIO is not known; leave it out. ${PAGE}`])
})

test('each is told once, however many policies and copies there are', () => {
  for (let i = 0; i < 3; i++) createPolicy({}, { TRACEFERRY_HAEDERS: '1' })
  expect(said).toHaveLength(1)
})

test('a hundred of them are for another program: ten are told', () => {
  createPolicy({}, Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`TRACEFERRY_OF_OTHERS_${n}`, '1'])))
  expect(said).toHaveLength(10)
})

test('nothing is said of ours, of others, and of those that Kubernetes makes for a service of that name', () => {
  const ofServices = ['_SERVICE_HOST', '_SERVICE_PORT', '_SERVICE_PORT_HTTP', '_PORT', '_PORT_8080_TCP'].map((end) => [
    `TRACEFERRY${end}`,
    `TRACEFERRY_DEMO${end}`,
  ])
  const more = ['TRACEFERRY_PORT_8080_TCP_PROTO', 'TRACEFERRY_PORT_8080_TCP_PORT', 'TRACEFERRY_PORT_8080_TCP_ADDR']
  const others = ['PATH', 'TRACE', 'FERRY_HEADERS', 'MY_TRACEFERRY_HEADER']
  const values = [...ofServices.flat(), ...more, ...others].map((name) => [name, 'x'])
  createPolicy({}, Object.fromEntries([...values, ...variables.map((name) => [name, ''])]))
  expect(said).toEqual([])
})

test('a name that is not one cannot forge a line of the log', () => {
  createPolicy({}, { 'TRACEFERRY_X\n::error::forged': '1' })
  expect(said[0]).not.toContain('\n')
})

test('no variable is called the misspelling of another', () => {
  for (const name of variables) expect(nearest(name, variables)).toBe(name)
})

test('the off switch takes what templates make of true and false: it must never keep a service from starting', () => {
  const isOff = (value: string) => isDisabledIn({ TRACEFERRY_DISABLED: value })
  expect(['true', 'True', 'TRUE', '1'].map(isOff)).toEqual([true, true, true, true])
  expect(['false', 'False', 'FALSE', '0', ''].map(isOff)).toEqual([false, false, false, false, false])
  expect(() => isOff('yes')).toThrow('TF008')
})
