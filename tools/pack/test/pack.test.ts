import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { contentFaults } from '../contents.js'
import { fieldFaults } from '../fields.js'

// What `npm run check` looks at in each tarball: mistakes made on purpose are found, and nothing else is.

const express = fileURLToPath(new URL('../../../packages/express', import.meta.url))
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'))
const manifest = { folder: express, ...read(join(express, 'package.json')) }
const root = read(fileURLToPath(new URL('../../../package.json', import.meta.url)))
const files = [
  ...['package.json', 'README.md', 'LICENSE', 'src/index.ts'],
  ...['dist/index.js', 'dist/index.d.ts', 'dist/cjs/index.js', 'dist/cjs/index.d.ts', 'dist/cjs/package.json'],
]

const folder = mkdtempSync(join(tmpdir(), 'traceferry-pack-'))
afterAll(() => rmSync(folder, { recursive: true }))

function tarball(contents: Record<string, string>) {
  const home = mkdtempSync(join(folder, 'package-'))
  for (const [path, text] of Object.entries(contents)) {
    mkdirSync(dirname(join(home, path)), { recursive: true })
    writeFileSync(join(home, path), text)
  }
  const file = `${home}.tgz`
  execFileSync('tar', ['-czf', file, '-C', home, '.'])
  return { file, files: Object.keys(contents) }
}
const whole = Object.fromEntries(files.map((path) => [path, 'text']))

test('a package as it should be has no faults', () => {
  expect(fieldFaults({ manifest, files }, root)).toEqual([])
  expect(contentFaults(tarball(whole))).toEqual([])
})

test.each<[string, object, RegExp]>([
  ['license', { license: 'MIT' }, /license/],
  ['engines', { engines: {} }, /engines\.node is not >=20\.19/],
  ['repository', { repository: { ...manifest.repository, directory: 'packages/koa' } }, /directory packages\/express/],
  ['provenance', { publishConfig: { access: 'public' } }, /provenance/],
  ['access', { publishConfig: { provenance: true } }, /access/],
  ['sideEffects', { sideEffects: undefined }, /sideEffects is missing/],
  ['a file of sideEffects', { sideEffects: ['./dist/gone.js'] }, /gone\.js/],
  ['a file of exports', { exports: { '.': { default: './dist/gone.js' } } }, /gone\.js/],
  [
    'a subpath without types for node10',
    { exports: { './more': { types: './dist/index.d.ts', default: './dist/index.js' } } },
    /\.\/more is missing in typesVersions/,
  ],
  ['a loose version', { dependencies: { '@traceferry/core': `^${manifest.version}` } }, /core must be exactly/],
  ['a dependency', { dependencies: { lodash: '4.17.21' } }, /lodash would be loaded into each service/],
  ['a peer that must be there', { peerDependenciesMeta: {} }, /express must be an optional peer/],
  ['a peer range', { peerDependencies: { express: '^4.18.0' } }, /express 5 is tested, but not in the peer range/],
])('a wrong field is found: %s', (_, wrong, fault) => {
  const faults = fieldFaults({ manifest: { ...manifest, ...wrong }, files }, root)
  expect(faults).toEqual([expect.stringMatching(fault)])
})

const key = ['-----BEGIN', 'PRIVATE KEY-----'].join(' ')
test.each<[string, Record<string, string>, RegExp]>([
  ['a test', { 'src/test/a.ts': '' }, /src\/test\/a\.ts does not belong/],
  ['a hidden file', { '.npmrc': '' }, /\.npmrc does not belong/],
  ['a private key', { 'dist/key.js': key }, /holds a private key/],
  ['an npm token', { 'dist/a.js': `npm_${'a'.repeat(36)}` }, /holds an npm token/],
  [
    'a path of the machine',
    { 'dist/a.js.map': fileURLToPath(new URL('../../../src', import.meta.url)) },
    /names the folder/,
  ],
])('what does not belong into a tarball is found: %s', (_, more, fault) => {
  expect(contentFaults(tarball({ ...whole, ...more }))).toEqual([expect.stringMatching(fault)])
})

test('a tarball without its license is found', () => {
  const { LICENSE: _, ...rest } = whole
  expect(contentFaults(tarball(rest as Record<string, string>))).toEqual(['LICENSE is not in the tarball'])
})
