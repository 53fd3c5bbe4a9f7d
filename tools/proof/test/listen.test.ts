// The rules on listening against real systems, real redirection and real Envoy: a short form of `npm run tool -- proof-listen`.
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'

const script = fileURLToPath(new URL('../listen/run.js', import.meta.url))
const proof = (args: string[], options = {}) =>
  execa(process.execPath, [script, ...args], { env: { NO_COLOR: '1' }, reject: false, ...options })

const unable = process.platform !== 'linux' ? 'this is not Linux' : process.getuid?.() !== 0 ? 'not root' : undefined
if (unable) console.warn(`npm run tool -- proof-listen is not tested: ${unable}`)

describe.skipIf(unable)('npm run tool -- proof-listen', () => {
  it('Redis and three ZooKeepers: each bad setting fails, each fix works, and the doctor has said so', {
    timeout: 300_000,
  }, async () => {
    const { exitCode, stdout, stderr } = await proof(['--systems', 'redis,zookeeper', '--short', '--json'])
    expect(stdout, stderr).not.toBe('')
    const rows: Row[] = JSON.parse(stdout).results.flatMap(({ rows }: { rows: Row[] }) => rows)
    expect(rows.filter(({ asPredicted }) => !asPredicted)).toEqual([])
    expect(exitCode).toBe(0)

    // Both ends of what is to be proved, by name: a proof in which nothing ever fails proves nothing.
    const of = (system: string, setting: string, mode: string) =>
      rows.find((row) => row.system === system && row.setting === setting && row.mode === mode)
    expect(of('redis', 'default settings', 'loopback')).toMatchObject({ verdict: 'open', findings: ['TF104'] })
    expect(of('redis', 'default settings', 'passthrough')).toMatchObject({ verdict: 'closed', findings: ['TF103'] })
    for (const mode of ['loopback', 'passthrough'])
      expect(of('redis', "the doctor's advice", mode)).toMatchObject({ verdict: 'works', findings: [] })
    const lost = of('zookeeper', 'default settings', 'loopback')
    expect(lost).toMatchObject({ verdict: 'closed', refused: [3888], findings: ['TF103'] })
    expect(of('zookeeper', 'default settings', 'passthrough')).toMatchObject({ verdict: 'works', findings: [] })
    expect(of('zookeeper', 'old workaround', 'loopback')).toMatchObject({ verdict: 'works', findings: [] })
  })
})

describe('what it says when it cannot run', () => {
  it('--help names every option', async () => {
    const { exitCode, stdout } = await proof(['--help'])
    for (const option of ['systems', 'nightly', 'short', 'json', 'write']) expect(stdout).toContain(`--${option}`)
    expect(exitCode).toBe(0)
  })

  it.each([
    ['a system that nobody knows', ['--systems', 'mysql'], /no such system: mysql; there are node, redis/],
    ['a page of some settings', ['--write', '--short'], /--write takes all settings/],
  ])('%s ends with 2', async (_, args, message) => {
    const { exitCode, stderr, stdout } = await proof(args)
    expect(stderr).toMatch(message)
    expect([exitCode, stdout]).toEqual([2, ''])
  })

  it('without root it ends with 2 and says so', async () => {
    const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
    const { exitCode, stderr, stdout } = await proof([], nobody)
    expect(stderr).toMatch(process.platform === 'linux' ? /npm run tool -- proof-listen needs root/ : /needs Linux/)
    expect([exitCode, stdout]).toEqual([2, ''])
  })
})

interface Row {
  system: string
  setting: string
  mode: string
  verdict: string
  refused: number[]
  findings: string[]
  asPredicted: boolean
}
