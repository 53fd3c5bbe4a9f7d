import { readdirSync, readFileSync } from 'node:fs'
import { createPolicy } from '@traceferry/core'
import { resolvePolicy } from '@traceferry/core/internal'
import { deadline } from '@traceferry/sidecar'
import { describe, expect, test } from 'vitest'
import { policyKinds } from '../../packages/core/src/policy/read-policy-options.ts'
import { root } from './support/pages.ts'

// The pages of options and errors against the code: what is missing there, and what is there no more.

const read = (path: string) => readFileSync(`${root}${path}`, 'utf8')

/** The first two cells of each row of the table that begins with `Option`. */
function rowsOf(page: string): string[][] {
  const [table = ''] = /\| Option \|[\s\S]*?\n\n/.exec(read(page)) ?? []
  const rows = table
    .split('\n')
    .slice(2)
    .filter((row) => row.startsWith('|'))
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, 3)
      .map((cell) => cell.trim().replaceAll('`', '')),
  )
}

/** What an unknown option is answered with names them all. */
function named(make: () => unknown): string[] {
  try {
    make()
  } catch (error) {
    return /options are ([\w, ]+)/.exec((error as Error).message)?.[1]?.split(', ') ?? []
  }
  throw new Error('an unknown option was taken')
}

describe('docs/options.md', () => {
  test('has each option with its variable, and no other', () => {
    expect(rowsOf('docs/options.md')).toEqual(
      Object.entries(policyKinds).map(([option, { variable }]) => [option, variable]),
    )
  })

  test('has those that a start with a wrong one names', () => {
    const unknown = { nonsense: true } as object
    expect(rowsOf('docs/options.md').map(([option]) => option)).toEqual(named(() => createPolicy(unknown)))
    const ofDeadlines = rowsOf('docs/deadline.md').map(([option]) => option)
    expect(ofDeadlines).toEqual(named(() => deadline(unknown)))
  })

  test('says the default budget as it is', () => {
    expect(read('docs/options.md')).toContain(`| \`TRACEFERRY_MAX_BYTES\` | ${resolvePolicy({}, {}).maxBytes} |`)
  })
})

test('docs/errors.md has each code that a source of ours can throw or warn of', () => {
  const folders = readdirSync(`${root}packages`).filter((name) => name !== 'testkit')
  const sources = folders.flatMap((name) =>
    readdirSync(`${root}packages/${name}/src`, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.startsWith('rules')) // the doctor's rules: docs/doctor.md
      .map((file) => read(`packages/${name}/src/${file}`)),
  )
  const codes = new Set(sources.flatMap((source) => source.match(/'TF\d{3}'/g) ?? []).map((code) => code.slice(1, -1)))
  const headings = new Set(`${read('docs/errors.md')}\n${read('docs/doctor.md')}`.match(/(?<=^##+ )TF\d{3}$/gm))
  expect([...codes].filter((code) => !headings.has(code))).toEqual([])
  expect(codes.size).toBeGreaterThan(20)
})
