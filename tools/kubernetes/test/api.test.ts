import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { cacheFolder } from '../../shared/cache.js'
import { version } from '../binaries.js'

const script = fileURLToPath(new URL('../run.js', import.meta.url))
const api = (...args: string[]) => execa(process.execPath, [script, ...args], { reject: false })

const built = existsSync(join(cacheFolder(), `kube-apiserver-${version}`))
const why = built ? '' : 'kube-apiserver is not in the cache; npm run tool -- kubernetes builds it, for half an hour'
if (why) console.warn(`examples/kubernetes is not tested on a Kubernetes API: ${why}`)

test.skipIf(why)(
  'a Kubernetes API takes each overlay as it is, and no mistake in it',
  { timeout: 240_000 },
  async () => {
    const { stdout, stderr, exitCode } = await api('--manifests', '--json')
    expect(exitCode, stderr).toBe(0)
    const right = { missed: [], differ: 0 }
    expect(JSON.parse(stdout)).toEqual({
      whole: true,
      kubernetes: version,
      overlays: {
        // Mistakes are one per kind that has a spec.
        'istio-ambient': { objects: 25, accepted: 25, mistakes: 5, ...right },
        linkerd: { objects: 23, accepted: 23, mistakes: 2, ...right },
        istio: { objects: 24, accepted: 24, mistakes: 4, ...right },
      },
    })
  },
)

describe('npm run tool -- kubernetes', () => {
  test('--help says what it needs', async () => {
    const { stdout, exitCode } = await api('--help')
    expect(stdout).toMatch(/Needs Linux, Go 1\.26/)
    expect(stdout).toMatch(/--manifests[\s\S]*--write[\s\S]*--json/)
    expect(exitCode).toBe(0)
  })

  test.each([
    [['--nonsense'], /unknown option '--nonsense'/],
    [['--requests', '0'], /'0' is invalid/],
    [['--manifests', '--write'], /cannot be used with/],
  ])('%s ends with 2', async (args, message) => {
    const { stderr, stdout, exitCode } = await api(...args)
    expect(stderr).toMatch(message)
    expect([exitCode, stdout]).toEqual([2, ''])
  })
})
