import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync, type Format } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { version } from '../src/shared/version.ts'

// Copies of core as a process may hold them: an ES module, one that a bundler has turned into CommonJS, another version.

const home = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'traceferry-copies-'))
afterAll(() => rmSync(folder, { recursive: true }))

beforeAll(() => {
  const text = (format: Format) =>
    buildSync({
      ...{ entryPoints: [join(home, 'src/internal.ts')], bundle: true, platform: 'node', format, write: false },
      target: 'node20.19',
    }).outputFiles[0]?.text as string
  const [esm, cjs] = [text('esm'), text('cjs')]
  writeFileSync(join(folder, 'one.mjs'), esm)
  writeFileSync(join(folder, 'two.cjs'), cjs)
  for (const other of ['0.0.1', '9.0.0'])
    writeFileSync(join(folder, `${other}.mjs`), esm.replaceAll(`"${version}"`, `"${other}"`))
})

// A captures, B forwards; a failure of B's is told by A no second time.
const program = (a: string, b: string, ...more: string[]) => `
import * as a from './${a}'
import * as b from './${b}'
${more.map((name, i) => `import * as c${i} from './${name}'`).join('\n')}
const warnings = []
process.on('warning', ({ code, message }) => warnings.push(\`\${code}: \${message}\`))
const policy = a.createPolicy({}, {})
b.createPolicy({}, {})
a.createPolicy({}, {})
${more.map((_, i) => `c${i}.createPolicy({}, {})`).join('\n')}
const captured = a.capture(['x-request-id', 'canary'], policy)
const added = a.run(captured, () => b.forward(b.current(), { origin: 'http://orders:8080' }))
for (const copy of [a, b]) copy.failure('a test', new Error('once'))
setImmediate(() => console.log(JSON.stringify({ distinct: a.run !== b.run, added, counters: [a, b].map((copy) => copy.counters()), warnings })))
`

function outcome(...names: [string, string, ...string[]]) {
  const file = join(folder, 'program.mjs')
  writeFileSync(file, program(...names))
  const { NODE_OPTIONS: _, ...env } = process.env
  const said = execFileSync(process.execPath, ['--no-warnings', file], { encoding: 'utf8', env })
  return JSON.parse(said) as { distinct: boolean; added: string[]; counters: object[]; warnings: string[] }
}

test('the version is that of package.json', () => {
  expect(version).toBe(JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')).version)
})

test.each([
  ['one.mjs', 'two.cjs'],
  ['two.cjs', 'one.mjs'],
] as const)('%s captures, %s forwards: one context, one count, no word of it', (a, b) => {
  const { distinct, added, counters, warnings } = outcome(a, b)
  expect(distinct).toBe(true)
  expect(added).toEqual(['x-request-id', 'canary'])
  expect(counters).toEqual([1, 1].map(() => ({ forwarded: 1, failed: 2, skipped: {}, dropped: {} })))
  expect(warnings).toEqual([expect.stringMatching(/^TF010: /)])
})

test.each([
  ['9.0.0.mjs', 'one.mjs'],
  ['one.mjs', '0.0.1.mjs'],
] as const)('%s captures, %s forwards: one context, and a warning with both versions, once', (a, b) => {
  const { added, counters, warnings } = outcome(a, b)
  expect(added).toEqual(['x-request-id', 'canary'])
  expect(counters[0]).toEqual(counters[1])
  expect(warnings.map((text) => text.slice(0, 5))).toEqual(['TF012', 'TF010'])
  const both = [a, b].map((file) => (file === 'one.mjs' ? version : file.replace('.mjs', ''))).sort()
  expect(warnings[0]).toContain(`versions ${both.join(' and ')}; `)
  expect(warnings[0]).toContain('npm ls @traceferry/core')
})

test('with a third version there still is one warning', () => {
  expect(outcome('one.mjs', '0.0.1.mjs', '9.0.0.mjs').warnings.filter((text) => text.startsWith('TF012'))).toHaveLength(
    1,
  )
})
