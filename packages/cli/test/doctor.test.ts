import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const program = fileURLToPath(new URL('../bin/traceferry.js', import.meta.url))
const bad = fileURLToPath(new URL('../../doctor/test/fixtures/TF202/bad.yaml', import.meta.url))

const traceferry = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' })

test('traceferry audit: the options, the help and the exit codes of the audit', () => {
  const recorded = fileURLToPath(new URL('../../../tools/audit/recorded/zipkin/spans.json.gz', import.meta.url))
  const found = traceferry('audit', recorded, '--json', '--fail-on', '99%')
  expect([found.status, found.stderr]).toEqual([1, ''])
  expect(JSON.parse(found.stdout).summary.broken).toBe(8)
  expect(traceferry('audit', 'no-such-file').status).toBe(2)
  expect(traceferry('audit', '--help').stdout).toContain('--zipkin')
  expect(traceferry('--help').stdout).toContain('audit')
})

test('traceferry doctor: the options, the help and the exit codes of the doctor', () => {
  const found = traceferry('doctor', bad, '--mesh', 'linkerd@2.20', '--format', 'github')
  expect([found.status, found.stderr]).toEqual([1, ''])
  expect(found.stdout).toContain('title=TF202 ')
  expect(traceferry('doctor', 'no-such-file').status).toBe(2)
  expect(traceferry('doctor', '--no-such-option').status).toBe(2)
  expect(traceferry('doctor', '--help').stdout).toContain('--fail-on')
  expect(traceferry('doctor', 'explain', 'TF101').stdout).toMatch(/^TF101 /)
  expect(traceferry('--help').stdout).toContain('doctor')
})
