// `npm run tool -- anywhere`: no code change, where it is hardest: a Node that is too old, and copied build output folders.
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { startRegistry } from '../pack/registry.js'
import { pack } from '../pack/tarballs.js'
import { optionsOf } from '../shared/arguments.js'
import { runCommand } from '../shared/command.js'
import { keep, temporaryFolder } from '../shared/folders.js'
import { isEnding } from '../shared/processes.js'
import { step } from '../shared/steps.js'
import { apps } from './apps.js'
import { askApp, buildApp } from './copied.js'
import { askOldNode, oldLines } from './old-nodes.js'

const names = ['old', ...apps.map(({ name }) => name)]
const options = optionsOf(
  new Command('npm run tool -- anywhere')
    .description('Starts register.cjs on old Nodes, and copies of what Next.js and Nuxt have built with our recipes.')
    .option('--only <names>', `comma-separated names of ${names.join(', ')}`, names.join())
    .option('--keep', 'leave the folders where they are')
    .addHelpText(
      'after',
      '\nNeeds the npm registry. Exit code: 0 when all is right, 1 when not, 2 when it could not run.',
    ),
)
const chosen = options.only.split(',')
const unknown = chosen.find((name) => !names.includes(name))
if (unknown !== undefined) {
  console.error(`error: there is no ${unknown}; there are ${names.join(', ')}`)
  process.exit(2)
}

await runCommand(main)

async function main(conclude) {
  const faults = []
  const attempt = (text, work) =>
    step(text, async () => {
      const found = await work().catch((error) => (isEnding() ? Promise.reject(error) : [error.message]))
      for (const fault of found.slice(0, 5)) console.error(`  ${fault}`)
      faults.push(...found)
    })
  if (chosen.includes('old')) {
    const register = fileURLToPath(new URL('../../packages/register/register.cjs', import.meta.url))
    for (const line of oldLines) await attempt(`Node ${line}`, () => askOldNode(line, register))
  }
  const servers = apps.filter(({ name }) => chosen.includes(name))
  if (servers.length > 0) await askServers(servers, attempt)
  console.log(faults.length === 0 ? 'all right' : `${faults.length} faults`)
  conclude(faults.length === 0)
}

async function askServers(servers, attempt) {
  const folder = await temporaryFolder(join(tmpdir(), 'traceferry-anywhere-'))
  if (options.keep) keep(folder)
  mkdirSync(join(folder, 'image'))
  const registry = await startRegistry(await step('npm pack', () => pack(folder)))
  try {
    for (const app of servers) {
      const target = join(folder, 'image', app.name)
      await attempt(`${app.about}, built, copied and asked`, async () => {
        await buildApp(app, join(folder, app.name), target, registry.npmrc)
        return askApp(app, target)
      })
    }
  } finally {
    registry.close()
    if (options.keep) console.error(`The folders are in ${folder}`)
  }
}
