// The image job of .github/workflows/release.yml: what it hands to skopeo, and when it hands it nothing.
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { tarOf } from '../../image/tar.js'

const script = fileURLToPath(new URL('../push-image.js', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'traceferry-push-'))
const file = (name: string) => join(home, name)
const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex')
const digest = `sha256:${'a'.repeat(64)}`
const named = { digest, annotations: { 'org.opencontainers.image.ref.name': '1.2.3' } }

beforeEach(() => {
  rmSync(file('called'), { force: true })
  const index = Buffer.from(JSON.stringify({ manifests: [named] }))
  const archive = tarOf([
    { path: 'blobs/' },
    { path: 'oci-layout', bytes: Buffer.from('{}') },
    { path: 'index.json', bytes: index },
  ])
  writeFileSync(file('traceferry-inject.tar'), archive)
  writeFileSync(file('SHA256SUMS'), `${sha256('x')}  core.tgz\n${sha256(archive)}  traceferry-inject.tar\n`)
  writeFileSync(file('skopeo'), `#!/bin/sh\nprintf '%s\\n' "$@" > ${file('called')}\n`, { mode: 0o755 })
})
afterAll(() => rmSync(home, { recursive: true }))

function push(env: Record<string, string> = {}) {
  const sums = sha256(readFileSync(file('SHA256SUMS')))
  const args = [script, home, '--digest', env.DIGEST ?? sums, '--skopeo', file('skopeo')]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    env: { PATH: process.env.PATH, ...env },
    encoding: 'utf8',
  })
  const called = existsSync(file('called')) ? readFileSync(file('called'), 'utf8').trim().split('\n') : undefined
  return { status, stdout, stderr, called }
}

test('the image goes as it is, with its digests, under its version; the index is what is attested', () => {
  const output = file('output')
  const { status, called } = push({ GITHUB_OUTPUT: output, REGISTRY_USER: 'me', REGISTRY_PASSWORD: 'secret' })
  expect(status).toBe(0)
  expect(called).toEqual([
    ...['copy', '--all', '--preserve-digests', '--dest-creds', 'me:secret'],
    `oci-archive:${file('traceferry-inject.tar')}`,
    'docker://ghcr.io/traceferry/inject:1.2.3',
  ])
  expect(readFileSync(output, 'utf8')).toBe(`image=${digest}\n`)
})

test.each([
  ['another digest', () => ({ DIGEST: '0'.repeat(64) }), /not the one that the build job made/],
  ['no digest', () => ({ DIGEST: '' }), /--digest must be/],
  [
    'a byte more in the archive',
    () => execFileSync('sh', ['-c', `printf x >> ${file('traceferry-inject.tar')}`]),
    /not as the build job made it/,
  ],
  [
    'no line for the archive',
    () => writeFileSync(file('SHA256SUMS'), `${sha256('x')}  core.tgz\n`),
    /is not in SHA256SUMS/,
  ],
])('%s: nothing is sent', (_, change, why) => {
  const changed = change()
  const env = typeof changed === 'object' && 'DIGEST' in changed ? (changed as Record<string, string>) : {}
  expect(push(env)).toMatchObject({ status: 1, called: undefined, stderr: expect.stringMatching(why) })
})
