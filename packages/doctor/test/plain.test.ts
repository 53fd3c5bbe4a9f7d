// The values that are read without their places, against the parser that knows the places: they must be the same, and what may
// be read differently is left to that parser.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { partsOf, plainValue } from '../src/read/plain-value.ts'

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

/** How many documents were read without the parser; fails where it reads anything else, unless it refuses the text. */
function compared(text: string): number {
  const parts = partsOf(text) ?? []
  const values = parts.map((part) => plainValue(text, part))
  if (parts.length === 0 || values.includes(undefined)) return 0
  const options = { strict: true, uniqueKeys: true, prettyErrors: false, logLevel: 'silent' } as const
  const documents = [...parseAllDocuments(text, options)]
  if (documents.some(({ errors }) => errors.length > 0)) return 0
  // Before the first marker there may be only comments, which the parser does not treat as a document.
  const isBare = documents.length < parts.length
  if (isBare) expect(values[0]).toBeNull()
  expect(isBare ? values.slice(1) : values).toStrictEqual(documents.map((document) => document.toJS()))
  return parts.length
}

test('everything that manifests are written in, and every fixture, is read the same', () => {
  expect(compared(everything)).toBe(3)
  const sum = texts.reduce((read, text) => read + (compared(text) > 0 ? 1 : 0), 0)
  expect(sum).toBeGreaterThan(texts.length * 0.9)
})

test('what is nested deeper than anybody writes is left to the parser', () => {
  const text = Array.from({ length: 150 }, (_, n) => `${' '.repeat(n)}a:\n`).join('')
  expect(plainValue(text, partsOf(text)![0]!)).toBeUndefined()
})

test.each([
  'a: 1\na: 2\n',
  'a: b: c\n',
  'a: *b\n',
  'a: &b c\n',
  'a: !t b\n',
  'a: "b\n',
  'a: [b\n',
  '\ta: b\n',
  'a: b\n   c: d\n',
  '? a\n: b\n',
  '~: a\n',
  '[a]: b\n',
  'a: -.inf\n',
  '---a: b\n',
])('%j is left to the parser', (text) => {
  expect(plainValue(text, partsOf(text)![0]!)).toBeUndefined()
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
