// The image of the payload: its OCI layout, built and looked into without a container engine, and its init container's command, run.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { initContainer } from '@traceferry/inject'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildLayout } from '../layout.js'
import { filesOf } from '../tar.js'

const hasGo = isThere('go', 'version')
const goArch: Record<string, string> = { x64: 'amd64', arm64: 'arm64', ppc64: 'ppc64le', s390x: 's390x' }
const architecture = goArch[process.arch] ?? 'amd64'
const home = mkdtempSync(join(tmpdir(), 'traceferry-image-'))
const layout = join(home, 'layout')
const root = join(home, 'root')

const read = (path: string) => JSON.parse(readFileSync(join(layout, path), 'utf8'))
const blob = (digest: string) => readFileSync(join(layout, 'blobs', digest.replace(':', '/')))
const object = ({ digest }: { digest: string }) => JSON.parse(blob(digest).toString())

describe.skipIf(!hasGo)(`the image${hasGo ? '' : ' (skipped: Go is not there to build its one program)'}`, () => {
  let digest: string
  beforeAll(async () => {
    digest = await buildLayout(layout, { only: [architecture], revision: 'f00' })
    for (const { digest } of manifestOf().layers) unpack(gunzipSync(blob(digest)), root)
  }, 180_000)
  afterAll(() => rmSync(home, { recursive: true }))

  const indexOf = () => object(read('index.json').manifests[0])
  const manifestOf = () => object(indexOf().manifests[0])

  test('every blob is what its digest says, and all that is named is there', () => {
    expect(read('oci-layout')).toEqual({ imageLayoutVersion: '1.0.0' })
    const blobs = readdirSync(join(layout, 'blobs/sha256'))
    for (const name of blobs)
      expect(
        createHash('sha256')
          .update(blob(`sha256:${name}`))
          .digest('hex'),
      ).toBe(name)
    expect(read('index.json').manifests[0].digest).toBe(digest)
    const manifest = manifestOf()
    const named = [
      digest,
      indexOf().manifests[0].digest,
      manifest.config.digest,
      ...manifest.layers.map((one: { digest: string }) => one.digest),
    ]
    expect(named.map((one: string) => one.slice(7)).sort()).toEqual(blobs.sort())
    for (const { digest, size } of [manifest.config, ...manifest.layers]) expect(blob(digest).length).toBe(size)
    const { rootfs } = object(manifest.config)
    const unpacked = manifest.layers.map((one: { digest: string }) =>
      createHash('sha256')
        .update(gunzipSync(blob(one.digest)))
        .digest('hex'),
    )
    expect(rootfs.diff_ids).toEqual(unpacked.map((sum: string) => `sha256:${sum}`))
  })

  test('its platform, its user, and its license and source', () => {
    expect(indexOf().manifests[0].platform).toEqual({ architecture, os: 'linux' })
    const { config } = object(manifestOf().config)
    expect(config.User).toMatch(/^[1-9]\d+:[1-9]\d+$/)
    expect(manifestOf().annotations).toMatchObject({
      'org.opencontainers.image.licenses': 'Apache-2.0',
      'org.opencontainers.image.source': 'https://github.com/traceferry/traceferry',
      'org.opencontainers.image.revision': 'f00',
    })
  })

  test('it has the payload where each way in looks for it, its one program, and nothing else', () => {
    const payload = [
      'LICENSE',
      'autoinstrumentation.js',
      'package.json',
      'register.cjs',
      'report.cjs',
      'traceferry.cjs',
    ]
    expect(readdirSync(join(root, 'autoinstrumentation')).sort()).toEqual(payload)
    expect(readdirSync(root).sort()).toEqual([...payload, 'autoinstrumentation', 'bin'].sort())
    expect(readdirSync(join(root, 'bin'))).toEqual(['cp'])
    for (const name of payload) {
      expect(readFileSync(join(root, name)).equals(readFileSync(join(root, 'autoinstrumentation', name)))).toBe(true)
      expect(statSync(join(root, name)).mode & 0o777).toBe(0o644)
    }
  })

  test("the init container's command fills an empty volume, and the payload works from there", () => {
    const volume = join(home, 'volume')
    mkdirSync(volume)
    const [program, ...args] = initContainer('x').command as string[]
    const inImage = (path: string) =>
      path.startsWith('/autoinstrumentation') ? join(root, path) : path === '/traceferry' ? volume : path
    execFileSync(
      join(root, 'bin', program as string),
      args.map((one) => (one === '/autoinstrumentation/.' ? `${inImage(one)}` : inImage(one))),
    )
    expect(readdirSync(volume).sort()).toEqual(readdirSync(join(root, 'autoinstrumentation')).sort())
    const code =
      "const { get } = require('http'); require('http').createServer(); console.log(get === require('http').get)"
    const env = { NODE_OPTIONS: `--require ${join(volume, 'register.cjs')}` }
    expect(execFileSync(process.execPath, ['-e', code], { env, encoding: 'utf8' })).toBe('false\n')
  })

  test('the same commit gives the same bytes', async () => {
    const again = join(home, 'again')
    expect(await buildLayout(again, { only: [architecture], revision: 'f00' })).toBe(digest)
  })

  test('the Dockerfile says the same', () => {
    const text = readFileSync(new URL('../../../packages/inject/image/Dockerfile', import.meta.url), 'utf8')
    const { config } = object(manifestOf().config)
    const of = (word: string) => new RegExp(`^${word} (.*)$`, 'm').exec(text)?.[1]
    expect(of('FROM')).toBe('scratch')
    expect(of('USER')).toBe(config.User)
    expect(JSON.parse(of('ENTRYPOINT') ?? '')).toEqual(config.Entrypoint)
    expect(config.Env).toEqual([of('ENV')])
  })
})

function unpack(archive: Buffer, folder: string): void {
  for (const { path, mode, bytes } of filesOf(archive)) {
    const file = join(folder, path)
    mkdirSync(path.endsWith('/') ? file : dirname(file), { recursive: true })
    if (path.endsWith('/')) continue
    writeFileSync(file, bytes)
    chmodSync(file, mode)
  }
}

function isThere(program: string, ...args: readonly string[]): boolean {
  try {
    return execFileSync(program, args, { stdio: ['ignore', 'pipe', 'ignore'] }).length > 0
  } catch {
    return false
  }
}
