// The quick reader against the YAML parser: what it reads, and where each value stands, must be the same to the character; what it
// is not sure of it must leave alone.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isAlias, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml'
import { partsOf, quickNode, quickValue } from '../src/read/quick/read.ts'

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url))
const texts = readdirSync(fixtures, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ya?ml|json)$/.test(name))
  .map((name) => readFileSync(join(fixtures, name), 'utf8'))

const everything = `# before
--- # a document
plain: two
  lines, and

  a third # with a comment
single: 'it''s

  folded '
double: "a \\u00e9 \\x41 \\"b\\" \\
  joined

  folded   "
literal: |
  as it is

    deeper
folded: >-
  one
  line

  another
indented: |2

    four
numbers: [1, -2, +3, 4.5, .5, 6., 7e3, 1.2.3, 1-2, 08]
words: {z: null, a: ~, b: True, c: FALSE, d: Null, e: yes, "f":1, 'g': [], h: {}, i j: k l,}
list:
- a: 1
  b:
  - c
-
  d: e
- - f
  - g
- "h": i
-   j: :8080
below:
  a text
  on lines of its own
empty:
colon: http://a:80/#b
---
[{"a": [true, null, "\\n"]},
 {"b": -0.5e-3}]
`

/** Nodes as they are looked at: values, kinds, and where each begins and ends. */
function shapeOf(node: unknown): unknown {
  if (isMap(node)) {
    const pairs = node.items.map(({ key, value }) => [shapeOf(key), shapeOf(value)])
    return { pairs, start: node.range![0], flow: node.flow ?? false }
  }
  if (isSeq(node)) return { items: node.items.map(shapeOf), start: node.range![0], flow: node.flow ?? false }
  if (isScalar(node)) return { value: node.value, type: node.type, range: node.range!.slice(0, 2) }
  return isAlias(node) ? node.source : node
}

/** How many documents were read quickly; fails where the parser reads anything else. */
function compared(text: string): number {
  const parts = partsOf(text) ?? []
  const values = parts.map((part) => quickValue(text, part))
  if (parts.length === 0 || values.includes(undefined)) return 0
  const options = { strict: true, uniqueKeys: true, prettyErrors: false, logLevel: 'silent' } as const
  const documents = [...parseAllDocuments(text, options)]
  expect(documents.flatMap(({ errors }) => errors)).toEqual([])
  // Before the first marker there may be nothing but comments, which is no document to the parser.
  const isBare = documents.length < parts.length
  if (isBare) expect(values[0]).toBeNull()
  for (const [n, part] of parts.slice(isBare ? 1 : 0).entries()) {
    const document = documents[n]!
    expect(values[isBare ? n + 1 : n]).toStrictEqual(document.toJS())
    const node = quickNode(text, part)
    if (node) expect(shapeOf(node)).toStrictEqual(shapeOf(document.contents))
  }
  return parts.length
}

test('everything that manifests are written in, and every fixture, is read quickly and the same', () => {
  expect(compared(everything)).toBe(3)
  const sum = texts.reduce((read, text) => read + (compared(text) > 0 ? 1 : 0), 0)
  expect(sum).toBeGreaterThan(texts.length * 0.9)
})

test('what is nested deeper than anybody writes is left to the parser', () => {
  const text = Array.from({ length: 150 }, (_, n) => `${' '.repeat(n)}a:\n`).join('')
  expect(quickValue(text, partsOf(text)![0]!)).toBeUndefined()
})

test.each([
  'a: 1\na: 2\n',
  '1: a\n',
  'a: b: c\n',
  'a: *b\n',
  'a: &b c\n',
  'a: !t b\n',
  'a: "b\n',
  "a: 'b\nc'\n",
  'a: [b\n',
  'a:\tb\n',
  'a: |+\n  b\n\n',
  'a: b\n   c: d\n',
  'a: b # c\n  d\n',
  '? a\n: b\n',
  '<<: {}\n',
  '__proto__: {}\n',
  'a: 0x1f\n',
])('%j is left to the parser', (text) => {
  expect(quickValue(text, partsOf(text)![0]!)).toBeUndefined()
})

test.each(['a: b\r\n', '\ufeffa: b\n', '%YAML 1.2\n---\na: b\n', 'a: b\n...\n', 'a: "\0"\n'])(
  'the documents of %j are not told apart',
  (text) => {
    expect(partsOf(text)).toBeUndefined()
  },
)

const odd = [
  ...' \n:#-?"\'{}[],|>&*!%@`\t~=\\a1',
  ...[
    '\n  ',
    '\n- ',
    ': ',
    ' #',
    '---\n',
    '...\n',
    '|2',
    '|+',
    'null',
    '0o7',
    '.inf',
    '<<: ',
    '\\x4',
    "''",
    '{a}',
    '[a: b]',
    '"a":b',
  ],
]

test('whatever is written into a manifest, or left out of it: the same as the parser, or nothing', () => {
  const change = fc.record({ at: fc.nat(2000), away: fc.nat(6), text: fc.constantFrom('', ...odd) })
  fc.assert(
    fc.property(
      fc.constantFrom(everything, ...texts),
      fc.array(change, { minLength: 1, maxLength: 3 }),
      (text, changes) => {
        let changed = text.slice(0, 2000)
        for (const { at, away, text: put } of changes) {
          const start = at % (changed.length + 1)
          changed = changed.slice(0, start) + put + changed.slice(put === '' ? start + away : start)
        }
        compared(changed)
      },
    ),
    { numRuns: 2000 },
  )
}, 120_000)
