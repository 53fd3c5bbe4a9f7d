import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { lines } from '../../tools/shared/nodes.js'
import { root } from './support/pages.ts'

// docs/support.md promises what the tests run on, and what the packages ask for.

const read = (path: string) => readFileSync(`${root}${path}`, 'utf8')
const rows = [...read('docs/support.md').matchAll(/^\| (\d+)(?:\.(\d+) and later)? \| ([\d-]+) \| ([\d-]+) \|$/gm)]

test('docs/support.md names the lines of Node.js that the tests run on', () => {
  expect(rows.map(([, line]) => line)).toEqual([...lines])
})

test('the oldest is the one that the packages ask for', () => {
  const [, line, minor] = rows[0] as RegExpExecArray
  expect(JSON.parse(read('packages/core/package.json')).engines.node).toBe(`>=${line}.${minor}`)
})

test('no line is dropped before its own end of life', () => {
  for (const [, line, end = '', until = ''] of rows) expect(until > end, line).toBe(true)
})
