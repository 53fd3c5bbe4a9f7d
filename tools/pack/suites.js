// `npm run tool -- suites`: the packages in the test suites of strangers, a CommonJS service with Express under each test runner and installer.
import { cpSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { runCommand } from '../shared/command.js'
import { keep, temporaryFolder } from '../shared/folders.js'
import { lines, major } from '../shared/nodes.js'
import { isEnding } from '../shared/processes.js'
import { step } from '../shared/steps.js'
import { installerOf } from './installers.js'
import { startRegistry } from './registry.js'
import { suiteFaults } from './suite-faults.js'
import { suites, visitsOf } from './suite-kinds.js'
import { pack } from './tarballs.js'

const names = suites.map(({ name }) => name).join(',')
const options = new Command('npm run tool -- suites')
  .description(
    'Installs the tarballs into a CommonJS service with a test suite, runs the suite, and looks at the calls that it makes.',
  )
  .option('--only <suites>', `comma-separated suites of ${names}`, names)
  .option('--node <line>', `run the suites on this Node: ${lines.join(', ')}`, String(major))
  .option('--keep', 'leave the projects where they are')
  .option('--json', 'print the result as JSON on standard output')
  .addHelpText(
    'after',
    '\nExit code: 0 when all suites are green and all headers arrived, 1 when not, 2 when it could not run.',
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse()
  .opts()

const chosen = options.only.split(',').map((name) => suites.find((suite) => suite.name === name.trim()) ?? refuse(name))
if (!lines.includes(options.node)) refuse(options.node)

await runCommand(main)

async function main(conclude) {
  const folder = await temporaryFolder(join(tmpdir(), 'traceferry-suites-'))
  if (options.keep) keep(folder)
  const registry = await startRegistry(await step('npm pack', () => pack(folder)))
  const results = []
  try {
    for (const suite of chosen) {
      const faults = await step(`${suite.name}: ${suite.about}`, (say) =>
        attempt(suite, join(folder, suite.name), registry, say),
      )
      for (const fault of faults) console.error(`  ${fault}`)
      results.push({ suite: suite.name, about: suite.about, runs: suite.runs.length, faults })
    }
  } finally {
    registry.close()
    if (options.keep) console.error(`The projects are in ${folder}`)
  }
  const wrong = results.filter(({ faults }) => faults.length > 0)
  if (options.json) console.log(JSON.stringify({ node: options.node, results }, null, 2))
  else console.log(`${results.length - wrong.length} suites right, ${wrong.length} wrong`)
  conclude(wrong.length === 0)
}

/** Installs and runs one suite. What fails on the way is a fault of the packages, too. */
async function attempt(suite, folder, registry, say) {
  const installer = installerOf(suite.installer, options.node)
  try {
    layOut(folder, suite, registry)
    say(`${suite.name}: installing`)
    await installer.install(folder, suite.packages, registry)
    const faults = []
    for (const command of suite.runs) {
      say(`${suite.name}: ${command.slice(1).join(' ')}`)
      faults.push(...(await suiteFaults(folder, installer.command(command), installer.env, visitsOf(suite))))
    }
    return faults
  } catch (error) {
    if (isEnding()) throw error
    return [error.message]
  }
}

function layOut(folder, { sources = ['require'], rename, files = {} }, registry) {
  const projects = fileURLToPath(new URL('projects/suites', import.meta.url))
  mkdirSync(folder)
  for (const part of sources) cpSync(join(projects, part), folder, { recursive: true })
  if (rename !== undefined)
    for (const file of readdirSync(folder)) renameSync(join(folder, file), join(folder, file.replace(/js$/, rename)))
  const own = { '.npmrc': registry.npmrc, 'package.json': '{ "name": "service", "private": true }\n' }
  for (const [file, text] of Object.entries({ ...own, ...files })) writeFileSync(join(folder, file), text)
}

function refuse(value) {
  console.error(`error: ${value} is none of those that are known; see --help`)
  process.exit(2)
}
