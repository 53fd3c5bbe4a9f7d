// That no test falls between the two projects of vitest.config.ts, or runs in both.
import { execFileSync } from 'node:child_process'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))

test('each test file is a fast one or a slow one', () => {
  const text = execFileSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'list', '--filesOnly', '--json'], {
    cwd: root,
    encoding: 'utf8',
  })
  const listed: { file: string; projectName: string }[] = JSON.parse(text)
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.test.ts'], {
    cwd: root,
    encoding: 'utf8',
  })
  const templates = /^tools\/new-adapter\/templates\//
  const all = files.split('\n').filter((file) => file !== '' && !templates.test(file))
  expect(listed.map(({ file }) => relative(root, file)).sort()).toEqual(all.sort())
  expect(new Set(listed.map(({ projectName }) => projectName))).toEqual(new Set(['fast', 'slow']))
})
