// That the benchmarks run, and that a contender forwards what it claims before it is timed. What they measure is
// asserted nowhere: a figure depends on the machine.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const PATIENCE = 600_000

function run(script: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(root, 'bench', script), ...args], { encoding: 'utf8', cwd: root })
}

interface Figures {
  cells: Record<string, Record<string, { check: { right: boolean; text: string }; cpu: { median: number } }>>
}

test('npm run bench -- speed: one cell in short, from the check to the ratios', { timeout: PATIENCE }, () => {
  const { status, stdout, stderr } = run('speed/run.js', '--quick', '--json', '--contenders=by hand,traceferry')
  expect(stderr).toContain('to go')
  expect(status).toBe(0)
  const [results] = Object.values((JSON.parse(stdout) as Figures).cells)
  expect(Object.keys(results!)).toEqual(['bare', 'by hand', 'hand-written', 'traceferry'])
  for (const { check, cpu } of Object.values(results!)) {
    expect(check).toEqual({ right: true, text: '' })
    expect(cpu.median).toBeGreaterThan(0)
  }
})

test('npm run bench -- speed: a name that there is not is refused with those that there are', () => {
  const { status, stderr } = run('speed/run.js', '--contenders=zipkin')
  expect(status).toBe(2)
  expect(stderr).toMatch(/no contender is called "zipkin"; there are bare \|/)
})

test('npm run bench -- micro: each piece runs', { timeout: PATIENCE }, () => {
  const { status, stdout, stderr } = run('micro/suite.js', JSON.stringify([1, []]))
  expect(status, stderr).toBe(0)
  const pieces = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { name: string; p50: number })
  expect(new Set(pieces.map(({ name }) => name.split(':')[0]))).toEqual(
    new Set(['capture', 'context', 'target', 'forward', 'message', 'call']),
  )
  expect(pieces.every(({ p50 }) => p50 > 0)).toBe(true)
})

test('npm run bench -- cost ends with 1 when the ratio to hand-written grew', { timeout: PATIENCE }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'traceferry-cost-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const baseline = join(folder, 'cost.json')
  const args = ['--meter=bytes', '--cells=node:http + node:http', `--baseline=${baseline}`]
  expect(run('cost/run.js', ...args, '--update').status).toBe(0)

  const figures = JSON.parse(readFileSync(baseline, 'utf8')) as Record<string, Record<string, Record<string, number>>>
  const [[cell, counts]] = Object.entries(Object.values(figures)[0]!) as [[string, Record<string, number>]]
  expect(Object.keys(counts)).toEqual(['bare', 'context only', 'hand-written', 'traceferry'])
  Object.assign(counts, { traceferry: 0.9 * Number(counts.traceferry) })
  writeFileSync(baseline, JSON.stringify(figures))

  const { status, stderr } = run('cost/run.js', ...args)
  expect(status).toBe(1)
  expect(stderr).toContain(`dearer by more than 3 %: ${cell}`)
})

test('npm run bench -- where: our functions among all, as far as instructions can be counted here', {
  timeout: PATIENCE,
}, (context) => {
  const { status, stdout, stderr } = run('where/run.js', '--cell=node:http + node:http', '--json')
  if (status === 1 && stderr.includes('cannot be counted here')) return context.skip(stderr)
  expect([status, stderr]).toEqual([0, expect.any(String)])
  const { rows } = JSON.parse(stdout) as { rows: { name: string; against: number; contender: number }[] }
  const ours = rows.filter(({ name }) => name.includes('packages/core/dist/cjs/internal.js'))
  expect(ours.map(({ name }) => name.split(' ')[0])).toContain('*capture')
  expect(ours.every(({ against }) => against === 0)).toBe(true)
})

test('npm run bench -- page: docs/performance.md is what it prints, and no hand has touched it', () => {
  const { status, stdout } = run('page/run.js', '--print')
  expect(status).toBe(0)
  expect(stdout).toBe(readFileSync(join(root, 'docs/performance.md'), 'utf8'))
})

test('npm run bench -- cost --everyone: a part that there is not is refused with those that there are', (context) => {
  const { status, stderr } = run('cost/run.js', '--everyone', '--parts=taste')
  if (stderr.includes('cannot be counted here')) return context.skip(stderr)
  expect([status, stderr]).toEqual([2, expect.stringContaining('the parts are checks, start, resident')])
})
