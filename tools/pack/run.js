// `npm run tool -- pack`: the packages as a stranger gets them, packed, installed from the tarballs and run in projects of
// each kind: module systems, compilers, bundlers.
import { mkdirSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import pMap from 'p-map'
import { runCommand } from '../shared/command.js'
import { keep, temporaryFolder } from '../shared/folders.js'
import { lines, major, nodeBinary } from '../shared/nodes.js'
import { isEnding, run } from '../shared/processes.js'
import { step } from '../shared/steps.js'
import { bump } from './bump.js'
import { everythingOf, kinds } from './kinds.js'
import { build, environment, install, layOut } from './project.js'
import { startRegistry } from './registry.js'
import { check } from './service.js'
import { pack } from './tarballs.js'

const names = kinds.map(({ name }) => name).join(',')
const own = String(major)
const options = new Command('npm run tool -- pack')
  .description(
    'Packs all packages, installs the tarballs into projects of each kind, and sends requests through those.',
  )
  .option('--only <kinds>', `comma-separated kinds of ${names}`, names)
  .option('--node <line>', `run the programs on this Node: ${lines.join(', ')}`, own)
  .option('--keep', 'leave the projects where they are')
  .option('--json', 'print the result as JSON on standard output')
  .addHelpText('after', '\nExit code: 0 when all headers arrived, 1 when not, 2 when it could not run.')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse()
  .opts()

const chosen = options.only.split(',').map((name) => kinds.find((kind) => kind.name === name.trim()) ?? refuse(name))
if (!lines.includes(options.node)) refuse(options.node)

await runCommand(main)

async function main(conclude) {
  const folder = await temporaryFolder(join(tmpdir(), 'traceferry-pack-'))
  if (options.keep) keep(folder)
  const packages = await step('npm pack', () => pack(folder))
  const twice = packages.filter(({ name }) => /\/(core|fetch|express)$/.test(name))
  const next = await step('npm pack, once more as the next version', () => bump(twice, '999.0.0', join(folder, 'next')))
  const registry = await startRegistry([...packages, ...next])
  try {
    const results = await step(`${chosen.length} kinds of project`, (say) => all(folder, packages, registry, say))
    for (const { kind, about, faults } of results) {
      console.error(`${kind}: ${about}: ${faults.length === 0 ? 'right' : 'WRONG'}`)
      for (const fault of faults) console.error(`  ${fault}`)
    }
    const failed = results.filter(({ faults }) => faults.length > 0)
    if (options.json) console.log(JSON.stringify({ node: options.node, packages: packages.length, results }, null, 2))
    else
      console.log(
        `${packages.length} packages, ${results.length - failed.length} kinds of project right, ${failed.length} wrong`,
      )
    conclude(failed.length === 0)
  } finally {
    registry.close()
    if (options.keep) console.error(`The projects are in ${folder}`)
  }
}

/** As many projects at a time as there are cores: npm waits for the network, and for one core, for most of its time. */
function all(folder, packages, registry, say) {
  const at = new Map()
  let done = 0
  const tell = (name, what) => {
    if (what === undefined) at.delete(name)
    else at.set(name, what)
    say(`${done} of ${chosen.length} kinds of project done; ${[...at.values()].join('; ')}`)
  }
  return pMap(
    chosen,
    async (kind) => {
      const { name, about } = kind
      const faults = await attempt(kind, join(folder, name), packages, registry, (text) => tell(name, text))
      done += 1
      tell(name)
      return { kind: name, about, faults }
    },
    { concurrency: availableParallelism() },
  )
}

/** Installs, builds and asks one project. What fails on the way is a fault of the packages, too. */
async function attempt(kind, folder, packages, registry, say) {
  const text = `${kind.name}: `
  const manifests = packages.map(({ manifest }) => manifest)
  const env = environment(kind.node)
  try {
    mkdirSync(folder)
    layOut(folder, kind.name, { '.npmrc': registry.npmrc, ...everythingOf(kind, manifests) })
    say(`${text}npm install`)
    await install(folder, kind.everything ? manifests.map(({ name }) => name) : [], env)
    if (kind.script) await run(nodeBinary(options.node), [join(folder, kind.everything[0])], { cwd: folder })
    else if (kind.builds !== false) {
      say(`${text}npm run build`)
      await build(folder, env)
    }
    say(`${text}requests`)
    const faults = []
    for (const main of kind.starts)
      faults.push(...(await check(folder, main, options.node, kind.warns)).map((fault) => `${main}: ${fault}`))
    return faults
  } catch (error) {
    if (isEnding()) throw error
    return [error.message]
  }
}

function refuse(value) {
  console.error(`error: ${value} is none of those that are known; see --help`)
  process.exit(2)
}
