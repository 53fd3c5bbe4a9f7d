import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { compile } from '@traceferry/testkit'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { rules } from '../../../packages/doctor/src/index.ts'

// The command that puts the fixtures' settings into real Envoys and processes, in its short form.
const timeout = 300_000
const command = fileURLToPath(new URL('../rules/run.js', import.meta.url))

/** What only root can show on some machines: it takes namespaces for processes and networks. */
const needRoot = ['TF503', 'TF505']
const isRoot = process.getuid?.() === 0

interface Row {
  readonly id: string
  readonly what: string
  readonly right: boolean
  readonly why?: string
  readonly skipped?: string
  readonly bad: { readonly works: boolean; readonly findings: object[] }
  readonly good: { readonly works: boolean; readonly findings: object[] }
}

beforeAll(() => compile('core', 'sidecar', 'cli', 'doctor'))

test('what the doctor finds does harm on real Envoy, and the fixed manifest does none', { timeout }, async () => {
  const { code, stdout, stderr } = await proof('--short', '--json', ...(isRoot ? [] : ['--optional', needRoot.join()]))
  const { rows }: { rows: Row[] } = JSON.parse(stdout)
  for (const { id, what, why, skipped, bad, good } of rows) {
    if (skipped !== undefined) {
      console.log(`${id} ${what}: not shown, ${skipped}`)
      expect(isRoot ? [] : needRoot, `${id} ${what}: ${skipped}`).toContain(id)
      continue
    }
    expect(why, `${id} ${what}`).toBeUndefined()
    expect([bad.works, good.works, bad.findings.length > 0, good.findings.length], `${id} ${what}`).toEqual([
      false,
      true,
      true,
      0,
    ])
  }
  expect(code, stderr).toBe(0)
})

test('a row that was not shown is not right, unless its rule is named as one that may be skipped', async () => {
  const { isRight } = await import('../rules/report.js')
  const shown = { id: 'TF201', right: true }
  const skipped = { id: 'TF503', right: false, skipped: 'no namespaces here' }
  expect(isRight([shown])).toBe(true)
  expect(isRight([shown, skipped])).toBe(false)
  expect(isRight([shown, skipped], ['TF503'])).toBe(true)
  expect(isRight([{ id: 'TF503', right: false }], ['TF503'])).toBe(false)
  expect(isRight([])).toBe(false)
})

test('each rule has a row, or a reason why it has none', async () => {
  const { proofs, unproved } = await import('../rules/rules.js')
  const named = [...proofs.map(({ id }) => id), ...Object.keys(unproved)]
  expect(named.sort()).toEqual(rules.map(({ id }) => id))
})

test('--help, and 2 for what makes no sense', { timeout }, async () => {
  expect(await proof('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('--only <rules>') })
  expect(await proof('--only', 'TF101')).toMatchObject({ code: 2, stderr: expect.stringContaining('nothing to prove') })
  expect(await proof('--write', '--short')).toMatchObject({ code: 2 })
})

function proof(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '' }
    const child = execFile(
      process.execPath,
      [command, ...args],
      { env, maxBuffer: 64 << 20 },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
      },
    )
    // A test that is over, out of time too, leaves no Envoys behind: the command ends what it started when it is told to.
    onTestFinished(() => void child.kill())
  })
}
