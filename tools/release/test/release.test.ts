import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { compile } from '@traceferry/testkit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

// The two halves of .github/workflows/release.yml, as its jobs run them, against a registry of this machine.

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const run = promisify(execFile)
const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex')
const home = mkdtempSync(join(tmpdir(), 'traceferry-release-'))
const built = join(home, 'built')
let registry: Awaited<ReturnType<typeof startRegistry>>
let digest: string

beforeAll(async () => {
  compile('core', 'fetch', 'express')
  await run(process.execPath, [here('../pack.js'), '--out', built, '--package', 'express,fetch,core'])
  digest = sha256(readFileSync(join(built, 'SHA256SUMS')))
  // All that the publish job checks out.
  cpSync(here('../publish.js'), join(home, 'publish.js'))
  registry = await startRegistry()
}, 120_000)
beforeEach(() => registry.clear())
afterAll(() => {
  registry?.close()
  rmSync(home, { recursive: true })
})

const tarballs = () => readdirSync(built).filter((file) => file.endsWith('.tgz'))

/** Runs publish.js on a copy of what was built, after `change` was done to it. */
async function publish(args: readonly string[] = [], change: (folder: string) => void = () => {}) {
  const folder = mkdtempSync(join(home, 'copy-'))
  cpSync(built, folder, { recursive: true })
  change(folder)
  const npm = {
    npm_config_registry: registry.url,
    npm_config_userconfig: registry.npmrc,
    npm_config_cache: join(home, 'cache'),
  }
  const all = [join(home, 'publish.js'), folder, '--digest', digest, '--no-provenance', ...args]
  const done = run(process.execPath, all, { cwd: home, env: { PATH: process.env.PATH, HOME: home, ...npm } })
  return done.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  )
}

test('the registry gets the tarballs of the build job, byte for byte, each after its dependencies; a second run sends none', async () => {
  const first = await publish()
  expect(first).toMatchObject({ code: 0 })
  expect(registry.sent.map(({ name }) => name)).toEqual(
    ['core', 'fetch', 'express'].map((name) => `@traceferry/${name}`),
  )
  expect(registry.sent.map(({ bytes }) => sha256(bytes)).sort()).toEqual(
    tarballs()
      .map((file) => sha256(readFileSync(join(built, file))))
      .sort(),
  )
  expect(existsSync(join(home, 'node_modules'))).toBe(false)

  const again = await publish()
  expect(again.stdout.match(/is there already, and the same/g)).toHaveLength(3)
  expect([again.code, registry.sent.length]).toEqual([0, 3])
}, 120_000)

test('a dry run sends nothing', async () => {
  expect((await publish(['--dry-run'])).code).toBe(0)
  expect(registry.sent).toEqual([])
}, 60_000)

test.each<[string, (folder: string) => void, RegExp]>([
  [
    'a tarball was changed',
    (folder) => writeFileSync(join(folder, tarballs()[1] as string), 'x'),
    /is not as the build job made it/,
  ],
  [
    'one was swapped for another',
    (folder) => cpSync(join(built, tarballs()[0] as string), join(folder, tarballs()[1] as string)),
    /is not as/,
  ],
  [
    'one was added',
    (folder) => writeFileSync(join(folder, 'more-1.0.0.tgz'), 'x'),
    /more-1\.0\.0\.tgz is not in SHA256SUMS/,
  ],
  [
    'settings of npm were added',
    (folder) => writeFileSync(join(folder, '.npmrc'), 'registry=http://x'),
    /\.npmrc is not in SHA256SUMS/,
  ],
  ['one was taken away', (folder) => rmSync(join(folder, tarballs()[0] as string)), /ENOENT/],
  [
    'one was changed, and the sums with it',
    (folder) => {
      const [file = ''] = tarballs()
      const sums = readFileSync(join(folder, 'SHA256SUMS'), 'utf8')
      writeFileSync(join(folder, 'SHA256SUMS'), sums.replace(sha256(readFileSync(join(built, file))), sha256('x')))
      writeFileSync(join(folder, file), 'x')
    },
    /SHA256SUMS is not the one that the build job made/,
  ],
])('nothing is sent when %s on the way', async (_, change, message) => {
  const { code, stderr } = await publish([], change)
  expect(stderr).toMatch(message)
  expect([code, registry.sent.length]).toEqual([1, 0])
})

test('without the digest of the build job nothing is sent', async () => {
  for (const wrong of ['', 'a'.repeat(64)]) expect((await publish(['--digest', wrong])).code).toBe(1)
  expect(registry.sent).toEqual([])
})

test('a version that is there as another tarball ends the run', async () => {
  registry.hold(
    '@traceferry/fetch',
    JSON.parse(readFileSync(here('../../../packages/fetch/package.json'), 'utf8')).version,
    'sha512-AAAA',
  )
  const { code, stderr } = await publish()
  expect(stderr).toMatch(/@traceferry\/fetch@\S+ is there already, and is another tarball; nothing more is published/)
  expect([code, registry.sent.map(({ name }) => name)]).toEqual([1, ['@traceferry/core']])
}, 60_000)

/** A registry that takes what is published, and tells of it. */
async function startRegistry() {
  const sent: { name: string; bytes: Buffer }[] = []
  const known = new Map<string, Record<string, unknown>>()
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const name = decodeURIComponent(request.url?.split('?')[0] ?? '').slice(1)
    response.setHeader('content-type', 'application/json')
    if (request.method !== 'PUT') {
      const body = known.get(name)
      return response.writeHead(body ? 200 : 404).end(JSON.stringify(body ?? { error: 'not_found' }))
    }
    const { _attachments, ...body } = (await json(request)) as { _attachments: Record<string, { data: string }> }
    for (const { data } of Object.values(_attachments)) sent.push({ name, bytes: Buffer.from(data, 'base64') })
    known.set(name, body)
    response.writeHead(201).end('{}')
  }
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const npmrc = join(home, 'npmrc')
  writeFileSync(npmrc, `//${address}/:_authToken=of-nobody\nupdate-notifier=false\n`)
  return {
    url: `http://${address}/`,
    npmrc,
    sent,
    hold: (name: string, version: string, integrity: string) =>
      known.set(name, {
        name,
        'dist-tags': { latest: version },
        versions: { [version]: { name, version, dist: { integrity } } },
      }),
    clear() {
      sent.length = 0
      known.clear()
    },
    close: () => void server.close(),
  }
}
