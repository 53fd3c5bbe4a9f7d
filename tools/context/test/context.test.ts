import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

// The context matrix in short: the clients and states that find the most, on this Node, with the compiled packages. And the
// proof that it can fail: the same with an injector that reads an AsyncLocalStorage when a call goes out.

const command = fileURLToPath(new URL('../run.js', import.meta.url))
const doors = fileURLToPath(new URL('../doors.js', import.meta.url))
const MINUTES = 60_000

interface Report {
  totals: Record<'own' | 'none' | 'wrong' | 'lost' | 'alsWrong', number>
  rows: Record<'client' | 'state' | 'door', string>[]
  bad: object[]
}

function run(...args: string[]): Promise<{ code: number; report: Report }> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [command, '--json', ...args], { maxBuffer: 64 << 20 }, (error, stdout) => {
      try {
        resolve({ code: Number(error?.code ?? 0), report: JSON.parse(stdout)[0] })
      } catch {
        reject(error)
      }
    })
  })
}

test('the doors are those that the types declare', { timeout: MINUTES }, async () => {
  const lines = await new Promise((resolve) => {
    execFile(process.execPath, [doors, '--check'], (_error, stdout, stderr) => resolve(stdout + stderr))
  })
  expect(lines, 'run node tools/context/doors.js, and drive what is new').toBe('')
})

test('from every door goes the own id, or none where nobody can know it', { timeout: 3 * MINUTES }, async () => {
  const { code, report } = await run('--core')
  expect(report.bad).toEqual([])
  expect(code).toBe(0)
  // The run was not idle: an app's own storage was wrong in many of the same places.
  expect(report.totals).toMatchObject({ wrong: 0, lost: 0 })
  expect(report.totals.own).toBeGreaterThan(5000)
  expect(report.totals.alsWrong).toBeGreaterThan(300)
  expect(report.rows.length).toBeGreaterThan(1000)
})

test('a naive injector is found out, in each kind of client', { timeout: 3 * MINUTES }, async () => {
  const clients = ['node:http', 'undici 7', 'grpc-js', 'inbound HTTP/1.1']
  const line = process.versions.node.split('.')[0] as string
  const { code, report } = await run('--naive', '--node', line, '--client', clients.join())
  expect(code).toBe(0)
  expect(report.totals.wrong).toBeGreaterThan(300)
  const found = new Set(
    (report.bad as { client: string; wrong: number }[]).filter((b) => b.wrong > 0).map((b) => b.client),
  )
  expect([...found].sort()).toEqual(clients.sort())
})
