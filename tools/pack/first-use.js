// `npm run tool -- first-use`: from an empty folder to ids on the wire and a green suite, by the documentation alone, timed.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Table from 'cli-table3'
import { Command } from 'commander'
import { listOf, optionsOf } from '../shared/arguments.js'
import { runCommand } from '../shared/command.js'
import { keep, temporaryFolder } from '../shared/folders.js'
import { step } from '../shared/steps.js'
import { firstStart } from './first-start.js'
import { cellsOf, folderHead, page } from './first-use-page.js'
import { folders } from './folders.js'
import { followFolder } from './follow-folder.js'
import { pathOfInstallers, yarnSettings } from './installers.js'
import { environment } from './project.js'
import { startRegistry } from './registry.js'
import { starts } from './starts.js'
import { pack } from './tarballs.js'

const names = folders.map(({ name }) => name)
const options = optionsOf(
  new Command('npm run tool -- first-use')
    .description(
      'Does what a reader does in empty folders, by our pages alone: the first program of each framework, then a service with its test suite, with our line and with the line taken out.',
    )
    .option('--only <folders>', `comma-separated folders of ${names}, and no first programs`, listOf(names))
    .option('--write', 'write docs/first-use.md')
    .option('--keep', 'leave the folders where they are')
    .option('--json', 'print the rows as JSON on standard output, with the seconds of each command')
    .addHelpText(
      'after',
      '\nNeeds the npm registry. Exit code: 0 when all worked at the first try, 1 when not, 2 when it could not run.',
    ),
)

await runCommand(main)

async function main(conclude) {
  const folder = await temporaryFolder(join(tmpdir(), 'traceferry-first-'))
  if (options.keep) keep(folder)
  const registry = await startRegistry(await step('npm pack', () => pack(folder)))
  /** @type {{ starts: any[], folders: any[] }} */
  const rows = { starts: [], folders: [] }
  const shown = (list, row) => {
    list.push(row)
    for (const fault of row.faults.slice(0, 5)) console.error(`  ${fault}`)
  }
  try {
    for (const [i, one] of (options.only ? [] : starts).entries())
      shown(rows.starts, await step(one.name, () => firstStart(one, join(folder, `app-${i}`), registry)))
    const programs = pathOfInstallers()
    writeFileSync(join(folder, '.yarnrc.yml'), yarnSettings(registry)) // Yarn looks in the folders above, too
    for (const entry of folders.filter(({ name }) => (options.only ?? names).includes(name))) {
      const home = join(folder, entry.name)
      mkdirSync(home)
      const place = { folder: join(home, 'app'), npmrc: registry.npmrc, env: strangersOf(entry, programs) }
      const row = await step(entry.name, (say) => followFolder(entry, place, say))
      shown(rows.folders, { ...entry, node: entry.node ?? process.versions.node.split('.')[0], ...row })
    }
  } finally {
    registry.close()
    if (options.keep) console.error(`The folders are in ${folder}`)
  }
  if (options.json) console.log(JSON.stringify(rows, null, 2))
  else print(rows)
  if (options.write) {
    const file = new URL('../../docs/first-use.md', import.meta.url)
    writeFileSync(file, page(readFileSync(file, 'utf8'), rows, new Date().toISOString().slice(0, 10)))
  }
  conclude([...rows.starts, ...rows.folders].every(({ faults }) => faults.length === 0))
}

/**
 * The environment of a stranger who has pnpm and Yarn, and whose tools ask and report nothing.
 * @param {{ node?: string }} entry
 */
function strangersOf({ node }, programs) {
  const env = environment(node)
  const quiet = { audit: 'false', fund: 'false', loglevel: 'error', prefer_offline: 'true' }
  const npm = Object.fromEntries(Object.entries(quiet).map(([name, value]) => [`npm_config_${name}`, value]))
  const telemetry = { NEXT_TELEMETRY_DISABLED: '1', NUXT_TELEMETRY_DISABLED: '1', YARN_ENABLE_TELEMETRY: '0' }
  return { ...env, ...npm, ...telemetry, PATH: `${programs}:${env.PATH ?? process.env.PATH}` }
}

function print(rows) {
  for (const { name, seconds, faults } of rows.starts)
    console.log(`${name}: ${seconds.total.toFixed(1)} s${faults.length ? ', WRONG' : ''}`)
  const table = new Table({ head: folderHead, style: { head: [], border: [] } })
  table.push(...rows.folders.map((row) => [row.name, ...cellsOf(row)]))
  console.log(table.toString())
}
