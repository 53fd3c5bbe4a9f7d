// `npm run tool -- sbom`: what an installation of the published packages consists of, as CycloneDX. From the tarballs and what npm
// resolves for them, as the repository's own lock file is full of what tests need.
import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { execa } from 'execa'
import { temporaryFolder } from '../shared/folders.js'
import { step } from '../shared/steps.js'
import { environment, install } from './project.js'
import { startRegistry } from './registry.js'
import { problemsOf } from './sbom-schema.js'
import { pack, publishable } from './tarballs.js'

const options = new Command('npm run tool -- sbom')
  .description('Writes the bill of materials of the published packages as CycloneDX JSON, checked against its schema.')
  .option('--package <names>', 'comma-separated packages, such as express,doctor; default: all')
  .option('--out <file>', 'write it to this file instead of standard output')
  .addHelpText('after', '\nExit code: 0 when it is valid, 1 when it is not, 2 for wrong arguments.')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse()
  .opts()

const all = publishable().map(({ name }) => name)
const chosen = options.package?.split(',').map((name) => `@traceferry/${name.trim()}`) ?? all
const unknown = chosen.find((name) => !all.includes(name))
if (unknown !== undefined) {
  console.error(`error: there is no package ${unknown}`)
  process.exit(2)
}

const folder = await temporaryFolder(join(tmpdir(), 'traceferry-sbom-'))
const packages = await step('npm pack', () => pack(folder))
const text = await step('npm sbom', () => bill(chosen))
const problems = await problemsOf(text)
if (options.out) writeFileSync(options.out, text)
else console.log(text)
if (problems !== undefined) console.error(`not valid CycloneDX: ${problems}`)
process.exitCode = problems === undefined ? 0 : 1

async function bill(names) {
  const project = join(folder, 'project')
  const registry = await startRegistry(packages)
  try {
    mkdirSync(project)
    writeFileSync(join(project, '.npmrc'), registry.npmrc)
    const [{ version }] = packages
    writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'traceferry', version, license: 'Apache-2.0' }))
    await install(project, ['--package-lock-only', ...names])
    const args = ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx', '--sbom-type', 'library']
    const { stdout } = await execa('npm', args, { cwd: project, env: environment() })
    return stdout
  } finally {
    registry.close()
  }
}
