// One bad and one good example of each rule. The bad one yields the lines of its golden file, and the good one nothing at
// all, by any rule. A new rule is a file, a line in the registry and a folder here.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { type Diagnosis, diagnose, readInputs, rules } from '../src/index.ts'
import { readReport } from '../src/live/read-report.ts'

const folder = fileURLToPath(new URL('fixtures/', import.meta.url))

/** Reads `bad.*` or `good.*` of a rule: manifests and a report; `# mesh: istio@1.30` on the first line is the flag. */
async function examined(id: string, which: 'bad' | 'good', only?: string[]): Promise<Diagnosis> {
  const manifest = join(folder, id, `${which}.yaml`)
  const report = join(folder, id, `${which}.report.json`)
  const read = readInputs(existsSync(manifest) ? [manifest] : [])
  const mesh = /^# mesh: (.*)$/m.exec(read.sources[0]?.text ?? '# mesh: istio')![1]!.split(', ')
  const live = existsSync(report) ? [await readReport(report)] : []
  return diagnose(read, { mesh, live, rules: only })
}

const lines = ({ findings }: Diagnosis) =>
  findings
    .map(({ rule, severity, place, message }) => `${rule.id} ${place.line}:${place.column} ${severity} ${message}\n`)
    .join('')

test.each(rules)('$id $title', async ({ id, before, after }) => {
  const bad = lines(await examined(id, 'bad', [id]))
  expect(bad).not.toBe('')
  await expect(bad).toMatchFileSnapshot(join(folder, id, 'expected.txt'))
  expect(lines(await examined(id, 'good'))).toBe('')

  const text = (which: string) =>
    readdirSync(join(folder, id))
      .filter((name) => name.startsWith(which))
      .map((name) => readFileSync(join(folder, id, name), 'utf8'))
      .join('\n')
  for (const line of before.split('\n')) expect(text('bad')).toContain(line)
  for (const line of after.split('\n')) expect(text('good')).toContain(line)
})

test('no folder without a rule, and ids in order, each once', () => {
  const ids = rules.map(({ id }) => id)
  expect(readdirSync(folder).sort()).toEqual(ids)
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
})
