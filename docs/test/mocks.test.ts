// The table of docs/recipes/mocks.md is what the mocks show. Its programs are run by programs.test.ts.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { compile } from '../../packages/testkit/src/compile.ts'

const page = readFileSync(new URL('../recipes/mocks.md', import.meta.url), 'utf8')
const rows = new Map(
  [...page.matchAll(/^\| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$/gm)].map(
    ([, mock = '', ...cells]) => [mock, cells] as const,
  ),
)

beforeAll(() => compile('core', 'fetch', 'express'))

async function see(mock: string): Promise<Record<string, string>> {
  const file = fileURLToPath(new URL('support/see-mock.mjs', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [file, mock])
  return JSON.parse(stdout)
}

test.each([
  ['nock 13', 'nock13'],
  ['nock 14', 'nock14'],
  ['msw 2', 'msw2'],
  ["undici's MockAgent", 'MockAgent'],
])('%s shows what the page says', async (row, mock) => {
  const { axios, got, 'node:http': http, fetch, undici } = await see(mock)
  expect([got, http]).toEqual([axios, axios])
  expect([axios, fetch, undici]).toEqual(rows.get(row))
})
