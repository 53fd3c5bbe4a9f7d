import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { compile } from '@traceferry/testkit'
import { beforeAll, expect, test } from 'vitest'

// The command that prints the table, in its short form: real Envoy, real servers, both sides of each comparison.
const timeout = 240_000
const command = fileURLToPath(new URL('../run.js', import.meta.url))

interface Row {
  readonly what: string
  readonly right: boolean
  readonly figures: { readonly before: Counts; readonly after: Counts }
}

interface Counts {
  readonly total: number
  readonly failed: number
}

beforeAll(() => compile('core', 'sidecar', 'cli'))

test.each([
  ['shutdown', 2],
  ['keepalive', 1],
  ['await', 2],
])('%s: what fails without traceferry does not fail with it', { timeout }, async (name, rows) => {
  const { code, stdout, stderr } = await proof('--short', '--json', '--only', name)
  expect(code, stderr).toBe(0)
  const found: Row[] = JSON.parse(stdout).results[0].rows
  expect(found).toHaveLength(rows)
  for (const { what, right, figures } of found) {
    expect(figures.before.failed, what).toBeGreaterThan(0)
    expect(figures.after.total, what).toBeGreaterThan(0)
    expect(figures.after.failed, what).toBe(0)
    expect(right).toBe(true)
  }
})

test('--help, and 2 for what makes no sense', { timeout }, async () => {
  expect(await proof('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('--only <names>') })
  expect(await proof('--only', 'luck')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no such proof: luck'),
  })
  expect(await proof('--write', '--short')).toMatchObject({ code: 2 })
})

function proof(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '' }
    execFile(process.execPath, [command, ...args], { env, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}
