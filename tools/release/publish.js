// The publish job of a release: sends the tarballs of the build job, as they are. It has the right to publish, so it needs nothing
// but Node and npm: no install, no build, no other file of this repository. Nothing is sent before every digest is right.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    digest: { type: 'string', default: '' },
    'dry-run': { type: 'boolean', default: false },
    // For a registry other than npm: signing the provenance needs GitHub to confirm who we are.
    'no-provenance': { type: 'boolean', default: false },
  },
})
const folder = resolve(positionals[0] ?? 'release')
const tarballs = verified().filter((file) => file.endsWith('.tgz'))
if (tarballs.length === 0) fail('there is no tarball')

for (const file of tarballs) {
  const { name, version } = manifestOf(file)
  const there = publishedAs(`${name}@${version}`)
  if (there === integrityOf(file)) console.log(`${name}@${version} is there already, and the same`)
  else if (there !== undefined) fail(`${name}@${version} is there already, and is another tarball`)
  else publish(file)
}

/** The names of all files, after checking each: SHA256SUMS is the one from the build job, and it lists exactly these files. */
function verified() {
  const sums = readFileSync(join(folder, 'SHA256SUMS'))
  if (!/^[\da-f]{64}$/.test(values.digest))
    fail('--digest must be the SHA-256 of SHA256SUMS, in hex, as the build job gave it')
  if (sha256(sums) !== values.digest) fail('SHA256SUMS is not the one that the build job made')
  const wanted = sums.toString().trimEnd().split('\n').map(lineOf)
  for (const file of readdirSync(folder))
    if (file !== 'SHA256SUMS' && !wanted.some(([, name]) => name === file)) fail(`${file} is not in SHA256SUMS`)
  for (const [sum, file] of wanted)
    if (sha256(readFileSync(join(folder, file))) !== sum) fail(`${file} is not as the build job made it`)
  console.log(`${wanted.length} files are as the build job made them`)
  return wanted.map(([, file]) => file)
}

function lineOf(line) {
  const [, sum, file] =
    /^([\da-f]{64}) {2}([\w.-]+)$/.exec(line) ?? fail(`SHA256SUMS has a line ${JSON.stringify(line)}`)
  return [sum, file]
}

function publish(file) {
  const dry = values['dry-run'] ? ['--dry-run'] : []
  const provenance = values['no-provenance'] ? '--no-provenance' : '--provenance'
  npm(['publish', join(folder, file), provenance, '--access', 'public', '--ignore-scripts', ...dry], 'inherit')
}

/** The integrity of a version as the registry has it; undefined when it has none. A run that broke off can be run again. */
function publishedAs(spec) {
  try {
    return JSON.parse(npm(['view', spec, 'dist.integrity', '--json'], 'pipe') || 'null') ?? undefined
  } catch (error) {
    if (`${error.stdout}${error.stderr}`.includes('E404')) return undefined
    throw error
  }
}

function manifestOf(file) {
  return JSON.parse(execFileSync('tar', ['-xzOf', join(folder, file), 'package/package.json'], { encoding: 'utf8' }))
}

function integrityOf(file) {
  return `sha512-${createHash('sha512')
    .update(readFileSync(join(folder, file)))
    .digest('base64')}`
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex')
}

function npm(args, stdout) {
  // In the folder of the tarballs: no manifest there tells npm of workspaces or scripts.
  return execFileSync('npm', args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', stdout, stdout === 'pipe' ? 'pipe' : 'inherit'],
  })
}

/** @returns {never} */
function fail(text) {
  console.error(`error: ${text}; nothing more is published`)
  process.exit(1)
}
