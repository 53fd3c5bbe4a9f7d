import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { diagnose, readInputs, rules } from '../../packages/doctor/src/index.ts'
import { doctor } from '../../packages/doctor/test/helpers/doctor.ts'

// The page of the doctor and its codes, as the doctor itself says them.

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')

test('docs/doctor.md ends with the rules as they are: traceferry doctor rules --markdown', async () => {
  const { stdout } = await doctor('rules', '--markdown')
  const page = read('docs/doctor.md')
  expect(page.slice(page.indexOf('| Rule | Severity | What |'))).toBe(stdout)
})

test.each(['README.md', 'packages/doctor/README.md'])('%s says how many rules there are', (page) => {
  const said = [...read(page).matchAll(/\b(\d+) rules\b/g)].map(([, count]) => Number(count))
  expect([...new Set(said)]).toEqual([rules.length])
})

test('each code that the doctor throws has a heading in docs/errors.md', () => {
  const codes = read('packages/doctor/src/errors.ts')
    .match(/'TF8\d\d'/g)!
    .map((code) => code.slice(1, -1))
  const headings = read('docs/errors.md').match(/^## TF\d+$/gm)
  expect(headings).toEqual(expect.arrayContaining(codes.map((code) => `## ${code}`)))
})

test("the README's program", () => {
  const file = fileURLToPath(new URL('packages/doctor/test/fixtures/TF202/bad.yaml', root))
  const { findings } = diagnose(readInputs([file]), { mesh: ['linkerd@2.20'] })
  expect(findings.map(({ rule, place }) => `${rule.id} ${place.line}`)).toEqual(['TF202 13', 'TF202 16'])
})
