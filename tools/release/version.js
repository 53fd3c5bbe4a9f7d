// `npm run tool -- version`: makes the next version of all packages, and its part of CHANGELOG.md, from the files in
// .changeset. Review and merge what it writes; a tag on that commit releases it.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import getReleasePlan from '@changesets/get-release-plan'
import { addRelease } from './changelog.js'

const { values } = parseArgs({ options: { root: { type: 'string', default: join(import.meta.dirname, '../..') } } })
const { root } = values
const { changesets, releases } = await getReleasePlan(root)
const version = releases[0]?.newVersion
if (version === undefined) {
  console.error('error: .changeset has no change that waits: make one with npx changeset')
  process.exit(1)
}

// Read first: a note without its kind must stop this before anything is written.
const file = join(root, 'CHANGELOG.md')
const notes = changesets.map(({ summary }) => summary)
const changelog = addRelease(readFileSync(file, 'utf8'), notes, version, new Date().toISOString().slice(0, 10))

const run = (command, ...args) => execFileSync(command, args, { cwd: root, stdio: 'inherit' })
const changeset = createRequire(import.meta.url).resolve('@changesets/cli/package.json')
run(process.execPath, join(dirname(changeset), 'bin.js'), 'version')
nameVersion('package.json', /(?<="@traceferry\/[a-z]+": ")[\d.]+/g)
nameVersion('action.yml', /(?<=default: ")\d[\d.]+(?=")/)
nameVersion('docs/doctor.md', /(?<=uses: traceferry\/traceferry@v)[\d.]+/)
nameVersion('packages/core/src/shared/version.ts', /(?<=')[\d.]+(?=')/)
run('npm', 'install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund')
writeFileSync(file, changelog)
console.log(`${releases.length} packages are ${version} now. Review and merge it, then: git tag v${version}`)

/**
 * Changesets leaves alone what names the version elsewhere than in a workspace.
 * @param {string} path
 * @param {RegExp} old
 */
function nameVersion(path, old) {
  const file = join(root, path)
  writeFileSync(file, readFileSync(file, 'utf8').replace(old, version))
}
