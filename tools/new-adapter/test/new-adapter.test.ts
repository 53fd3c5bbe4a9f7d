import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

// `npm run tool -- new-adapter polka` in a copy of the repository: what it writes is right at once.

const root = fileURLToPath(new URL('../../..', import.meta.url))
const copy = mkdtempSync(join(tmpdir(), 'traceferry-new-adapter-'))
const timeout = 300_000

function run(command: string, args: readonly string[], cwd = copy) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
  return { status, output: `${stdout}${stderr}` }
}
const bin = (name: string) => join(copy, 'node_modules/.bin', name)
const contract = () => run(bin('vitest'), ['run', 'packages/polka'])

beforeAll(() => {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' })
  for (const file of new Set(listed.split('\0').filter(Boolean))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true })
    cpSync(join(root, file), join(copy, file), { force: true })
  }
  // Linked one by one, as what is ours must lead to the copy.
  for (const folder of ['node_modules', 'tools/node_modules', ...workspaces('packages'), ...workspaces('examples')]) {
    const modules = join(root, folder)
    mkdirSync(join(copy, folder), { recursive: true })
    for (const name of names(modules))
      if (name !== '@traceferry') symlinkSync(join(modules, name), join(copy, folder, name))
  }
  mkdirSync(join(copy, 'node_modules/@traceferry'))
  for (const name of names(join(root, 'packages'))) {
    symlinkSync(join(copy, 'packages', name), join(copy, 'node_modules/@traceferry', name))
  }
  run('git', ['init', '--quiet']) // Biome and knip read .gitignore in a repository only
}, timeout)
afterAll(() => rmSync(copy, { recursive: true, force: true }))

const names = (folder: string) => {
  try {
    return readdirSync(folder).filter((name) => name !== '.vite' && name !== '.cache')
  } catch {
    return []
  }
}
const workspaces = (folder: string) => names(join(root, folder)).map((name) => `${folder}/${name}/node_modules`)

test('a package that passes the contract, the compiler, Biome, knip and publint at once', { timeout }, () => {
  const made = run(process.execPath, ['tools/new-adapter/run.js', 'polka'])
  expect(made.output).toContain('packages/polka is written')
  expect(made.status).toBe(0)
  expect(readFileSync(join(copy, 'tsconfig.json'), 'utf8')).toContain('"packages/polka"')

  const passed = contract()
  expect(passed.output).toMatch(/Tests +\d{2,} passed \| 3 skipped/)
  expect(passed.status, passed.output).toBe(0)

  writeFileSync(
    join(copy, 'tsconfig.polka.json'),
    JSON.stringify({ extends: './tsconfig.test.json', include: ['packages/polka', 'packages/testkit/src'] }),
  )
  const checks: Record<string, [string, string[], string?]> = {
    'tsc -b': [bin('tsc'), ['-b', 'packages/polka']],
    'tsc of the tests': [bin('tsc'), ['-p', 'tsconfig.polka.json']],
    bundle: [process.execPath, ['tools/build/bundle.js', 'polka']],
    biome: [bin('biome'), ['check', 'packages/polka', 'tsconfig.json', 'package.json']],
    knip: [bin('knip'), ['--include', 'files,dependencies,unlisted,exports,types', '-W', 'packages/polka']],
    publint: [bin('publint'), ['--strict'], join(copy, 'packages/polka')],
    attw: [bin('attw'), ['--pack', '.', '--quiet'], join(copy, 'packages/polka')],
    'its README': [bin('vitest'), ['run', 'docs/test/package-readmes.test.ts', '-t', 'packages/polka/']],
    'npm ci --dry-run': ['npm', ['ci', '--dry-run', '--no-audit', '--no-fund', '--offline']],
  }
  for (const [name, [command, args, cwd]] of Object.entries(checks)) {
    const { status, output } = run(command, args, cwd)
    expect(status, `${name}: ${output}`).toBe(0)
  }
})

test('with a line of it broken the contract fails', { timeout }, () => {
  const file = join(copy, 'packages/polka/src/index.ts')
  const source = readFileSync(file, 'utf8')
  writeFileSync(file, source.replace('handle(request, response, policy, next)', 'next()'))
  const { status, output } = contract()
  expect(output).toMatch(/Tests +\d{2,} failed/)
  expect(status).toBe(1)
})

test('wrong names are refused, and nothing is written', () => {
  for (const [args, message] of [
    [['Polka'], 'is not a package name'],
    [['express'], 'is there already'],
    [['no-such-framework'], 'is not installed: npm install --no-save no-such-framework'],
  ] as const) {
    const { status, output } = run(process.execPath, ['tools/new-adapter/run.js', ...args])
    expect([status, output]).toEqual([2, expect.stringContaining(message)])
  }
  expect(names(join(copy, 'packages')).sort()).toEqual([...names(join(root, 'packages')), 'polka'].sort())
})
