import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { root } from './support/pages.ts'

// A figure that pages repeat is the one of the page where it was measured.

const read = (page: string) => readFileSync(`${root}${page}`, 'utf8')
const cells = (page: string, row: RegExp) =>
  row
    .exec(read(page))?.[0]
    .split('|')
    .map((cell) => cell.trim()) ?? []

/** What traceferry and a copy by hand add to a request on Node 24, from the table that `npm run bench -- page` writes. */
const [, , , byHand = '', ours = ''] = cells('README.md', /^\| Node 24 \|.*$/m)
const milliseconds = (cell: string) => /[\d.]+ ms/.exec(cell)?.[0] ?? 'no figure'

test.each(['README.md', 'docs/faq.md', 'docs/rollout.md'])('%s says what a request costs', (page) => {
  expect(read(page)).toContain(`${milliseconds(ours)} for`)
})

test('docs/faq.md says what a copy by hand costs', () => {
  expect(read('docs/faq.md')).toContain(`a copy by hand costs ${milliseconds(byHand)}`)
})

test.each(['README.md', 'docs/index.md'])('%s says how many calls the soak judged', (page) => {
  const rows = [...read('docs/soak.md').matchAll(/^\| \d\d \| [\d,]+ \| ([\d,]+) \| (\d+) \| (\d+) \|/gm)]
  const calls = rows.reduce((sum, [, count = '']) => sum + Number(count.replaceAll(',', '')), 0)
  expect(rows.every(([, , wrong, lost]) => wrong === '0' && lost === '0')).toBe(true)
  expect(read(page)).toContain(`${calls.toLocaleString('en')} calls`)
})

test('README.md says how large an adapter is', () => {
  const [, , , , installed] = cells('docs/size.md', /^\| @traceferry\/express \|.*$/m)
  expect(read('README.md')).toContain(installed)
})

test.each(['README.md', 'docs/index.md'])('%s says how many traces there were with Istio', (page) => {
  const istio = read('docs/mesh.md').split('<!-- istio')[1] ?? ''
  const [, without = '', withIt = ''] = /^\| traces \| (\d+) \| (\d+) \|/m.exec(istio) ?? []
  for (const count of [without, withIt]) expect(read(page)).toContain(Number(count).toLocaleString('en'))
})

test('README.md says how many of the others go wrong over a busy pool', () => {
  const row = cells('docs/correctness.md', /^\| \*\*M1\*\* .*$/m)
  expect(row.slice(2, 6)).toEqual(Array(4).fill('✗ 19 of 20 wrong'))
  expect(row[7]).toBe('right')
  expect(read('README.md')).toMatch(/another request's ids on 19 of 20 calls/)
})
