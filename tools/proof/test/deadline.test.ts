import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { compile } from '@traceferry/testkit'
import { beforeAll, expect, test } from 'vitest'

// The command that prints the tables, in its short form: real Envoys, real services, without traceferry and with it.
const timeout = 240_000
const command = fileURLToPath(new URL('../run.js', import.meta.url))

interface Row {
  readonly what: string
  readonly before: string
  readonly after: string
  readonly right: boolean
}

beforeAll(() => compile('core', 'fetch', 'http', 'sidecar'), timeout)

/** The rows of a proof as text, and what the command ended with. */
function proof(name: string): Promise<{ rows: Record<string, Row>; code: number; stderr: string }> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '' }
    const args = [command, '--short', '--json', '--only', name]
    execFile(process.execPath, args, { env, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      try {
        const found: Row[] = JSON.parse(stdout).results[0].rows
        const rows = Object.fromEntries(found.map((row) => [row.what.replace(/^.*: (?!mesh|app)/, ''), row]))
        resolve({ rows, code: Number(error?.code ?? 0), stderr })
      } catch {
        reject(new Error(stderr))
      }
    })
  })
}

test('deadline: each service sees less, nothing is sent after the end, nothing is worked on in vain', {
  timeout,
}, async () => {
  const { rows, code, stderr } = await proof('deadline')
  expect(
    Object.values(rows).filter((row) => !row.right),
    stderr,
  ).toEqual([])
  expect(code).toBe(0)
  expect(rows.told?.before).toContain('500m > nothing > nothing')
  expect(rows['calls sent after the end']?.before).not.toMatch(/^0 /)
  expect(rows['work that no client waits for']?.before).not.toMatch(/^0 /)
  const ends = rows['calls ended within 50 ms of the deadline']
  expect(ends).toMatchObject({ before: 'none', after: expect.stringMatching(/^\d+ of \d+/) })
})

test('retries: 9 and 81 calls become 3 and 9', { timeout }, async () => {
  const { rows, code } = await proof('retries')
  const calls = Object.values(rows).map(({ before, after }) => [before, after].map((text) => Number.parseInt(text, 10)))
  expect(calls).toEqual([
    [9, 3],
    [81, 9],
  ])
  expect(code).toBe(0)
})
