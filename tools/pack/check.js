// Part of `npm run check`: what no linter of packages looks at, in the tarballs as they would be published.
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { temporaryFolder } from '../shared/folders.js'
import { contentFaults } from './contents.js'
import { fieldFaults } from './fields.js'
import { pack } from './tarballs.js'

const root = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
// A release is told its tag, `v1.2.3`: all packages must have that version.
const { values } = parseArgs({ options: { version: { type: 'string' } } })
const packages = await pack(await temporaryFolder(join(tmpdir(), 'traceferry-check-')))
const faults = packages.flatMap((one) =>
  [...fieldFaults(one, root), ...contentFaults(one), ...versionFaults(one)].map((fault) => `${one.name}: ${fault}`),
)
for (const fault of faults) console.error(fault)
console.log(`${packages.length} packages, ${faults.length} faults in their fields and files`)
process.exitCode = faults.length > 0 ? 1 : 0

function versionFaults({ version }) {
  const wanted = values.version?.replace(/^v/, '') ?? packages[0].version
  return version === wanted ? [] : [`version is ${version}, not ${wanted}`]
}
