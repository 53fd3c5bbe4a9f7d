// The tables of doctor-peers: each message has a rule or a reason, each judged error a tree and a verdict.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { rules } from '../../../packages/doctor/src/index.ts'
import { beside, unsaid } from '../differences.js'
import { editsOf } from '../fix-tree.js'
import { messages } from '../rules-of-messages.js'
import { casesOf } from '../suite.js'
import { trees } from '../trees.js'

test('each message names rules that exist, or says why there is none', () => {
  const ids = rules.map(({ id }) => id)
  for (const [name, { rules: own, why }] of Object.entries(messages)) {
    if (own) expect([name, ids]).toEqual([name, expect.arrayContaining([...own])])
    else expect([name, why]).toEqual([name, expect.stringMatching(/./)])
  }
  for (const { message } of [...unsaid, ...beside]) expect(messages[message]?.rules).toBeDefined()
})

test('each judged error is of a tree, and has a verdict and a reason', () => {
  const judged = JSON.parse(readFileSync(new URL('../judged.json', import.meta.url), 'utf8'))
  const names = trees.map(({ name }) => name)
  expect(names.length).toBeGreaterThanOrEqual(20)
  for (const [name, errors] of Object.entries(judged)) {
    expect(names).toContain(name)
    for (const one of Object.values(errors as object))
      expect(one).toEqual({
        verdict: expect.stringMatching(/^(true|arguable|false)$/),
        why: expect.stringMatching(/./),
      })
  }
})

test('each judged edit is of a tree, and is right', () => {
  const judged = JSON.parse(readFileSync(new URL('../judged-edits.json', import.meta.url), 'utf8'))
  const names = trees.map(({ name }) => name)
  for (const [name, edits] of Object.entries(judged)) {
    expect(names).toContain(name)
    for (const one of Object.values(edits as object))
      expect(one).toEqual({ count: expect.any(Number), verdict: 'right', why: expect.stringMatching(/./) })
  }
})

test('edits are taken apart by lines, and a byte that changed elsewhere is one of them', () => {
  const edits = (before: string, after: string) => editsOf(Buffer.from(before), Buffer.from(after))
  const text = 'a:\r\n  - b: 1 # c\r\n  - d: 2'
  expect(edits(text, text)).toEqual([])
  expect(edits(text, text.replace('b: 1 # c', 'b: 1 # c\r\n    e: 3'))).toEqual(['+ e: 3'])
  expect(edits(text, `${text}\r\n    e: 3`)).toEqual(['- - d: 2 + - d: 2', '+ e: 3'])
  expect(edits(text, text.replace('b: 1', 'b: 2'))).toEqual(['- - b: 1 # c + - b: 2 # c'])
  expect(edits(text, 'a:\r\n  - d: 2')).toEqual(['- - b: 1 # c'])
  expect(edits(text, text.replace('\r\n', '\n'))).toHaveLength(1)
  expect(edits(text, text.slice(0, -5))).toHaveLength(1)
})

test('a table of cases that reads otherwise is an error, and not a match', () => {
  const folder = mkdtempSync(join(tmpdir(), 'suite-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'pkg/config/analysis/analyzers'), { recursive: true })
  const write = (text: string) => writeFileSync(join(folder, 'pkg/config/analysis/analyzers/analyzers_test.go'), text)
  const one = (name: string) =>
    `\t{\n\t\tname: "${name}",\n\t\tinputFiles: []string{\n\t\t\t"testdata/${name}.yaml",\n\t\t},\n\t\texpected: []message{\n\t\t\t{msg.Deprecated, "Service ${name}"},\n\t\t},\n\t},\n`
  const table = (count: number) =>
    `var testGrid = []testCase{\n${Array.from({ length: count }, (_, n) => one(`case${n}`)).join('')}\n}\n`
  write(table(60))
  expect(casesOf(folder)).toHaveLength(60)
  expect(casesOf(folder)[7]).toMatchObject({
    name: 'case7',
    files: ['testdata/case7.yaml'],
    expected: [{ message: 'Deprecated', object: 'Service case7' }],
  })
  write(table(10))
  expect(() => casesOf(folder)).toThrow('cannot read pkg/config/analysis/analyzers/analyzers_test.go')
  write(table(60).replace('inputFiles', 'inputs'))
  expect(() => casesOf(folder)).toThrow('cannot read')
})
