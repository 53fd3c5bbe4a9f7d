// `npm run bench -- size`: what each package puts into node_modules, beside the peers. Our own are installed from their tarballs.
import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { install } from '../../tools/pack/project.js'
import { startRegistry } from '../../tools/pack/registry.js'
import { pack } from '../../tools/pack/tarballs.js'
import { temporaryFolder } from '../../tools/shared/folders.js'
import { step } from '../../tools/shared/steps.js'
import { installPeers } from '../cache.js'
import { installTheirs } from '../speed/apps.js'
import { contenders } from '../speed/contenders.js'
import { installedSize } from '../speed/size.js'
import { drawn, page } from './table.js'

const options = new Command('npm run bench -- size')
  .description('Measures what our packages, and the peers, put into node_modules.')
  .option('--write', 'write docs/size.md')
  .option('--json', 'print the rows as JSON on standard output')
  .addHelpText(
    'after',
    '\nExit code: 0 when measured, 2 when it could not run. The peers are fetched at first (400 MB).',
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse()
  .opts()

const AUTO = { '@opentelemetry/auto-instrumentations-node': '0.82.0', '@opentelemetry/api': '1.10.0' }

process.exitCode = 2
const own = await step('our packages', ours)
const others = await step('the peers', (say) => peers(say))
const rows = [...own, ...others]
if (options.json) console.log(JSON.stringify(rows, null, 2))
else console.log(drawn(rows))
if (options.write) {
  const date = new Date().toISOString().slice(0, 10)
  writeFileSync(new URL('../../docs/size.md', import.meta.url), page(rows, date))
}
process.exitCode = 0

/** `{ name, version, ours, unpacked, installed, dependencies }` of each, in bytes. */
async function ours() {
  const folder = await temporaryFolder(join(tmpdir(), 'traceferry-size-'))
  const packages = await pack(folder)
  const registry = await startRegistry(packages)
  const project = join(folder, 'project')
  try {
    mkdirSync(project)
    writeFileSync(join(project, '.npmrc'), registry.npmrc)
    const names = packages.map(({ name }) => name)
    await install(project, names)
    return packages.map(({ name, version, unpackedSize }) => row(project, name, version, [name], unpackedSize, true))
  } finally {
    registry.close()
  }
}

function peers(say) {
  const auto = installPeers(AUTO, say, 'size-opentelemetry-auto')
  const named = ['dd-trace', 'Sentry', 'Elastic APM', 'hpropagate', 'cls-rtracer']
  const chosen = named.map((name) => contenders.find((one) => one.name === name))
  const folder = installTheirs(chosen, say)
  const [api, sdk] = Object.keys(AUTO)
  return [
    row(auto, `OpenTelemetry, ${api}`, AUTO[api], [api, sdk]),
    ...chosen
      .map(({ packages }) => Object.entries(packages)[0])
      .map(([name, version]) => row(folder, name, version, [name])),
  ]
}

function row(folder, name, version, names, unpacked, ours = false) {
  const { packages, bytes } = installedSize(folder, names)
  return { name, version, ours, unpacked: unpacked ?? 0, installed: bytes, dependencies: packages - 1 }
}
