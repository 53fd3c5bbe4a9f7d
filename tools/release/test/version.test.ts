// The next version of all packages, made in a small repository with the settings of this one.
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const manifests = {
  '.': { private: true, workspaces: ['packages/*'], devDependencies: { '@traceferry/testkit': '0.1.0' } },
  'packages/core': { name: '@traceferry/core', version: '0.1.0' },
  'packages/express': {
    name: '@traceferry/express',
    version: '0.1.0',
    dependencies: { '@traceferry/core': '0.1.0' },
  },
  'packages/testkit': { name: '@traceferry/testkit', version: '0.1.0', private: true },
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'traceferry-version-'))
  for (const [path, manifest] of Object.entries(manifests))
    write(`${path}/package.json`, JSON.stringify(manifest, null, 2))
  for (const path of [
    '.changeset/config.json',
    'action.yml',
    'docs/doctor.md',
    'packages/core/src/shared/version.ts',
  ]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    cpSync(join(root, path), join(folder, path))
  }
  write('CHANGELOG.md', '# Changelog\n\n## Unreleased\n\nNothing.\n\n## 0.1.0 - 2026-12-01\n\n### Added\n\n- All.\n')
  execFileSync('npm', ['install', '--package-lock-only', '--offline', '--no-audit'], { cwd: folder, stdio: 'pipe' })
  for (const args of [
    ['init', '-q', '-b', 'main'],
    ['add', '.'],
  ])
    execFileSync('git', args, { cwd: folder })
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (path: string, text: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}
const read = (path: string) => readFileSync(join(folder, path), 'utf8')
const change = (name: string, bump: string, note: string) =>
  write(`.changeset/${name}.md`, `---\n'@traceferry/core': ${bump}\n---\n\n${note}\n`)
const version = () =>
  spawnSync(process.execPath, [join(root, 'tools/release/version.js'), '--root', folder], { encoding: 'utf8' })

test('all packages get one version, and CHANGELOG.md its part', { timeout: 60_000 }, () => {
  change('a', 'patch', 'Fixed: Calls carry\ntheir headers.')
  change('b', 'minor', 'Added: One more format.')
  const { status, stderr } = version()
  expect(status, stderr).toBe(0)
  for (const path of Object.keys(manifests)) {
    const text = read(`${path}/package.json`)
    expect(text).toContain('0.2.0')
    expect(text).not.toContain('0.1.0')
  }
  expect(read('packages/core/src/shared/version.ts')).toContain("'0.2.0'")
  expect(read('docs/doctor.md')).toContain('traceferry/traceferry@v0.2.0')
  expect(read('action.yml')).toContain('default: "0.2.0"')
  expect(read('package-lock.json')).not.toContain('0.1.0')
  const today = new Date().toISOString().slice(0, 10)
  expect(read('CHANGELOG.md')).toBe(
    `# Changelog\n\n## Unreleased\n\nNothing.\n\n## 0.2.0 - ${today}\n\n### Added\n\n- One more format.\n\n` +
      '### Fixed\n\n- Calls carry their headers.\n\n## 0.1.0 - 2026-12-01\n\n### Added\n\n- All.\n',
  )
  expect(readdirSync(join(folder, '.changeset'))).toEqual(['config.json'])
})

test('a note without its kind stops it before anything is written', { timeout: 60_000 }, () => {
  change('a', 'patch', 'Calls carry their headers.')
  const before = read('packages/core/package.json')
  const { status, stderr } = version()
  expect(status).toBe(1)
  expect(stderr).toContain('does not begin with one of Added, Changed')
  expect(read('packages/core/package.json')).toBe(before)
})

test('without a change there is nothing to release', { timeout: 60_000 }, () => {
  const { status, stderr } = version()
  expect([status, stderr]).toEqual([1, 'error: .changeset has no change that waits: make one with npx changeset\n'])
})
