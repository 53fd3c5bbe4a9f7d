// The command behind `npm run tool -- image`: the image of the payload, as an OCI layout or as one archive of it.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { remove, temporaryFolder } from '../shared/folders.js'
import { architectures, buildLayout } from './layout.js'
import { tarOf } from './tar.js'

const command = new Command('npm run tool -- image')
  .description(
    'Builds the image of the payload that traceferry inject puts into pods, without a container engine. It needs Go.',
  )
  .requiredOption('--out <path>', 'the folder of the OCI layout, or the archive of it if it ends in .tar')
  .option('--arch <list>', 'architectures, with commas', architectures.join(','))
  .option('--json', 'print the digest as JSON')
  .addHelpText(
    'after',
    '\nEnds with 0 when it is built, with 2 when it could not be. skopeo and crane push both forms.',
  )
  .showHelpAfterError('(--help shows the options)')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
const { out, arch, json } = command.parse(process.argv).opts()
const only = arch.split(',').map((name) => name.trim())
const unknown = only.filter((name) => !architectures.includes(name))
if (unknown.length > 0)
  command.error(`error: unknown architecture ${unknown.join(', ')}; use ${architectures.join(', ')}`)

try {
  const target = resolve(out)
  const archived = target.endsWith('.tar')
  const folder = archived ? await temporaryFolder(join(tmpdir(), 'traceferry-layout-')) : target
  const digest = await buildLayout(folder, { only, revision: commit() })
  if (archived) {
    writeFileSync(target, archiveOf(folder))
    remove(folder)
  }
  console.log(json ? JSON.stringify({ digest, architectures: only }) : digest)
} catch (error) {
  console.error(`The image could not be built: ${error.message}`)
  process.exitCode = 2
}

function archiveOf(folder) {
  const blobs = readdirSync(join(folder, 'blobs/sha256'))
    .sort()
    .map((name) => `blobs/sha256/${name}`)
  const files = ['oci-layout', 'index.json', ...blobs].map((path) => ({
    path,
    bytes: readFileSync(join(folder, path)),
  }))
  return tarOf([{ path: 'blobs/' }, { path: 'blobs/sha256/' }, ...files])
}

function commit() {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return undefined
  }
}
