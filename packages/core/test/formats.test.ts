import { samples } from '@traceferry/testkit'
import { describe, expect, test } from 'vitest'
import { formats } from '../src/headers/formats.ts'
import { blanks } from '../src/headers/values.ts'

// A format is one line in formats.ts. What must not be forgotten with it is asked for here; its row in the page, in docs/test/headers.test.ts.

const sent = Object.values(samples).flatMap((lines) =>
  lines.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase()),
)

describe.each(formats.map((format) => [format.name, format] as const))('%s', (_, { fields, prefix }) => {
  test('takes no blank where it checks a value: fine.ts does not ask', () => {
    const checks = fields.map(({ whole, valid }) => whole ?? valid).filter((check) => check !== undefined)
    for (const check of checks) expect(blanks.filter(check)).toEqual([])
  })

  test('has a sample in the testkit, which the contract sends through every adapter and client', () => {
    for (const field of fields) expect(sent).toContain(field.name)
    if (prefix !== undefined) expect(sent.some((one) => one.startsWith(prefix.name))).toBe(true)
  })
})
