// Part of `npm run check`: the tarballs as they would be published, by our own rules, by publint and by attw.
import { readFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pMap from 'p-map'
import { temporaryFolder } from '../shared/folders.js'
import { contentFaults } from './contents.js'
import { fieldFaults } from './fields.js'
import { linterFaults } from './linters.js'
import { pack } from './tarballs.js'

const root = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
// A release is told its tag, `v1.2.3`: all packages must have that version.
const { values } = parseArgs({ options: { version: { type: 'string' } } })
const packages = await pack(await temporaryFolder(join(tmpdir(), 'traceferry-check-')))
const faults = packages.flatMap((one) =>
  [...fieldFaults(one, root), ...contentFaults(one), ...versionFaults(one)].map((fault) => `${one.name}: ${fault}`),
)
faults.push(...(await pMap(packages, linterFaults, { concurrency: availableParallelism() })).flat())
for (const fault of faults) console.error(fault)
console.log(`${packages.length} packages, ${faults.length} faults`)
process.exitCode = faults.length > 0 ? 1 : 0

function versionFaults({ version }) {
  const wanted = values.version?.replace(/^v/, '') ?? packages[0].version
  return version === wanted ? [] : [`version is ${version}, not ${wanted}`]
}
