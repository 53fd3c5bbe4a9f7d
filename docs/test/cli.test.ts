import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compile } from '@traceferry/testkit'
import { expect, test } from 'vitest'

// The tables of `traceferry trace` in its README, against its help.

const folder = new URL('../../packages/cli/', import.meta.url)

test('packages/cli/README.md has every option of trace, and its exit codes', () => {
  compile('core', 'sidecar', 'probe', 'audit', 'doctor', 'inject', 'cli')
  const bin = fileURLToPath(new URL('bin/traceferry.js', folder))
  const help = execFileSync(process.execPath, [bin, 'trace', '--help'], { encoding: 'utf8' })
  const readme = readFileSync(new URL('README.md', folder), 'utf8')
  const options = [...new Set(help.match(/--[a-z]+/g))].filter((option) => !/--(help|import)/.test(option))
  expect(options.length).toBeGreaterThan(5)
  for (const option of options) expect(readme).toContain(`| \`${option}`)
  for (const [code] of help.matchAll(/\b\d(?= (?:when|for)\b)/g)) {
    expect(readme).toMatch(new RegExp(`^\\| ${code} +\\|`, 'm'))
  }
})
