// TRACEFERRY_REPORT: the process reports on itself, and nothing of that is loaded where it is not asked for.
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compile } from '@traceferry/testkit'
import { beforeAll, expect, onTestFinished, test } from 'vitest'

beforeAll(() => compile('core', 'fetch', 'http', 'sidecar', 'register'))

/** Who listens to the channel of new listeners is who writes a report. */
const program = `
const { channel } = require('node:diagnostics_channel')
console.log(channel('tracing:net.server.listen:asyncEnd').hasSubscribers)
require('node:http').createServer().listen(0, () => process.exit())
`

function run(
  flag: string,
  env: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const args = [flag, '@traceferry/register', '-e', program]
  const options = { cwd: new URL('..', import.meta.url), env: { PATH: process.env.PATH ?? '', ...env } }
  return new Promise((resolve) => {
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout: stdout.trim(), stderr })
    })
  })
}

test('off unless it is asked for', async () => {
  expect(await run('--import')).toEqual({ code: 0, stdout: 'false', stderr: '' })
  expect(await run('--import', { TRACEFERRY_REPORT: '' })).toMatchObject({ stdout: 'false' })
})

test.each(['--import', '--require'])('%s: written, at the latest at the exit', async (flag) => {
  const folder = mkdtempSync(join(tmpdir(), 'report-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'report.json')
  expect(await run(flag, { TRACEFERRY_REPORT: file })).toEqual({ code: 0, stdout: 'true', stderr: '' })
  expect(JSON.parse(readFileSync(file, 'utf8')).servers).toHaveLength(1)
})

test('a file that cannot be written ends the start-up, as every wrong option does', async () => {
  const { code, stdout, stderr } = await run('--import', { TRACEFERRY_REPORT: '/no-such-folder/report.json' })
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toContain('TF026: the report "/no-such-folder/report.json" cannot be written: ENOENT')
})
