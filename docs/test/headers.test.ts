import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { formats } from '../../packages/core/src/headers/formats.ts'

// The table of formats against the code.

const page = readFileSync(new URL('../headers.md', import.meta.url), 'utf8')

test.each(formats.map((format) => [format.name, format] as const))(
  'docs/headers.md has a row for %s',
  (name, format) => {
    const row = new RegExp(`^\\| \`${name}\` .*(\n\\| \\| .*)*`, 'm').exec(page)?.[0] ?? ''
    for (const field of format.fields) expect(row).toContain(field.name)
    if (format.prefix !== undefined) expect(row).toContain(`${format.prefix.name}*`)
  },
)
