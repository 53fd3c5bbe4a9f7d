// `npm run tool -- first-use`: from an empty folder to the first request with its headers, by the documentation alone, timed.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { runtimeBinary } from '../runtimes/binaries.js'
import { runCommand } from '../shared/command.js'
import { temporaryFolder } from '../shared/folders.js'
import { freePorts } from '../shared/ports.js'
import { isEnding, run, start } from '../shared/processes.js'
import { step } from '../shared/steps.js'
import { faultsOfAnswer } from './answer.js'
import { page } from './first-use-page.js'
import { environment, install } from './project.js'
import { startRegistry } from './registry.js'
import { packagesOf, programOf, starts } from './starts.js'
import { pack } from './tarballs.js'
import { startUpstream } from './upstream.js'

const options = new Command('npm run tool -- first-use')
  .description('npm init, npm install, the program of the README, one request: what a reader does, for each framework.')
  .option('--write', 'write docs/first-use.md')
  .option('--json', 'print the rows as JSON on standard output')
  .addHelpText('after', '\nExit code: 0 when each worked at the first try, 1 when not, 2 when it could not run.')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse()
  .opts()

await runCommand(main)

async function main(conclude) {
  const folder = await temporaryFolder(join(tmpdir(), 'traceferry-first-'))
  const registry = await startRegistry(await step('npm pack', () => pack(folder)))
  const rows = []
  try {
    for (const [i, one] of starts.entries()) {
      rows.push(await step(one.name, () => firstUse(one, join(folder, `app-${i}`), registry)))
      for (const fault of rows.at(-1).faults) console.error(`  ${fault}`)
    }
  } finally {
    registry.close()
  }
  if (options.json) console.log(JSON.stringify(rows, null, 2))
  else
    for (const { name, seconds, faults } of rows)
      console.log(`${name}: ${seconds.total.toFixed(1)} s${faults.length ? ', WRONG' : ''}`)
  if (options.write) {
    const file = new URL('../../docs/first-use.md', import.meta.url)
    writeFileSync(file, page(readFileSync(file, 'utf8'), rows, new Date().toISOString().slice(0, 10)))
  }
  conclude(rows.every(({ faults }) => faults.length === 0))
}

/** How each runtime starts a program: Bun and Deno serve what it exports. `shown` is what a reader types. */
function startOf({ runtime = 'node', flags }, port) {
  const own = flags?.() ?? []
  const ways = {
    node: { args: [...own, 'app.mjs'], shown: ['node', ...own, 'app.mjs'].join(' ') },
    bun: { args: ['run', 'app.mjs'], env: { PORT: String(port) }, shown: 'bun run app.mjs' },
    deno: {
      args: ['serve', '--allow-all', '--port', String(port), 'app.mjs'],
      shown: 'deno serve --allow-all --port 8080 app.mjs',
    },
  }
  return { command: runtimeBinary(runtime), env: {}, ...ways[runtime] }
}

/** `{ name, page, command, seconds: { install, answer, total }, faults }` */
async function firstUse(one, folder, registry) {
  const code = programOf(one)
  const packages = packagesOf(code, one.packages)
  const upstream = await startUpstream()
  const [port] = await freePorts(1)
  const { command, args, env, shown } = startOf(one, port)
  mkdirSync(folder)
  writeFileSync(join(folder, '.npmrc'), registry.npmrc)
  const began = performance.now()
  let program
  let installed = began
  let faults
  try {
    await run('npm', ['init', '-y'], { cwd: folder, env: environment() })
    await install(folder, packages)
    installed = performance.now()
    // What a cluster has and this machine has not: a host called orders, and port 8080 for each.
    const here = code.replaceAll('http://orders:8080', upstream.url).replace(/(?<=listen\(|port: )8080/, String(port))
    writeFileSync(join(folder, 'app.mjs'), here)
    program = start(one.name, command, args, { log: join(folder, 'log'), cwd: folder, env })
    faults = await faultsOfAnswer(program, `http://127.0.0.1:${port}/`, upstream)
  } catch (error) {
    if (isEnding()) throw error
    faults = [error.message]
  } finally {
    await program?.stop()
    upstream.close()
  }
  const ended = performance.now()
  const seconds = {
    install: (installed - began) / 1000,
    answer: (ended - installed) / 1000,
    total: (ended - began) / 1000,
  }
  return { name: one.name, page: one.page, packages, shown, seconds, faults }
}
