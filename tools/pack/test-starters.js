// `npm run tool -- starters`: projects as the frameworks' generators make them, with our line, built, started and asked.
import { readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { runCommand } from '../shared/command.js'
import { temporaryFolder } from '../shared/folders.js'
import { freePorts } from '../shared/ports.js'
import { isEnding, run, start } from '../shared/processes.js'
import { step } from '../shared/steps.js'
import { faultsOfAnswer } from './answer.js'
import { markdown, replaced } from './markers.js'
import { build, environment, install } from './project.js'
import { startRegistry } from './registry.js'
import { starters } from './starters.js'
import { pack } from './tarballs.js'
import { startUpstream } from './upstream.js'

const names = starters.map(({ name }) => name).join(',')
const options = new Command('npm run tool -- starters')
  .description("Makes projects with the frameworks' own generators, adds our line as documented, and sends a request.")
  .option('--only <names>', `comma-separated starters of ${names}`, names)
  .option('--write', 'write the table in docs/first-use.md')
  .option('--json', 'print the rows as JSON on standard output')
  .addHelpText(
    'after',
    '\nNeeds the npm registry. Exit code: 0 when all headers arrived, 1 when not, 2 when it could not run.',
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse()
  .opts()

const chosen = options.only.split(',').map((name) => starters.find((one) => one.name === name.trim()))
if (chosen.includes(undefined) || (options.write && chosen.length < starters.length)) {
  console.error(`error: --only takes ${names}; --write needs all`)
  process.exit(2)
}

await runCommand(main)

async function main(conclude) {
  const folder = await temporaryFolder(join(tmpdir(), 'traceferry-starters-'))
  const registry = await startRegistry(await step('npm pack', () => pack(folder)))
  const rows = []
  try {
    for (const one of chosen) {
      if (one.skip !== undefined) {
        console.error(`- ${one.name}: skipped, ${one.skip}`)
        continue
      }
      const home = await temporaryFolder(join(folder, `${one.name}-`))
      rows.push(await step(one.name, (say) => attempt(one, home, registry, (what) => say(`${one.name}: ${what}`))))
      for (const fault of rows.at(-1).faults) console.error(`  ${fault}`)
    }
  } finally {
    registry.close()
  }
  if (options.json) console.log(JSON.stringify(rows, null, 2))
  else for (const { name, faults } of rows) console.log(`${name}: ${faults.length > 0 ? 'WRONG' : 'right'}`)
  if (options.write) write(rows)
  conclude(rows.every(({ faults }) => faults.length === 0))
}

/** `{ name, command, seconds, faults }`; the seconds of each part, by name. */
async function attempt(one, home, registry, say) {
  const seconds = {}
  const timed = async (name, work) => {
    say(name)
    const began = performance.now()
    await work()
    seconds[name] = (performance.now() - began) / 1000
  }
  const folder = join(home, 'app')
  const env = environment()
  const upstream = await startUpstream()
  const [port] = await freePorts(1)
  let program
  let faults = []
  try {
    await timed('generator', () => run('npx', ['--yes', ...one.command], { cwd: home, env }))
    writeFileSync(join(folder, '.npmrc'), registry.npmrc)
    await timed('npm install', () => install(folder, one.packages))
    for (const [file, was, is] of one.edits) edit(join(folder, file), was, is)
    if (one.build) await timed('build', () => build(folder))
    await timed('first answer', async () => {
      const surroundings = { ...env, PORT: String(port), ORDERS_URL: upstream.url }
      program = start(one.name, process.execPath, one.start(port), {
        log: join(home, 'log'),
        cwd: folder,
        env: surroundings,
      })
      faults = await faultsOfAnswer(program, `http://127.0.0.1:${port}${one.path}`, upstream)
    })
  } catch (error) {
    if (isEnding()) throw error
    faults = [error.message]
  } finally {
    await program?.stop()
    upstream.close()
  }
  return { name: one.name, command: one.command, seconds, faults }
}

/** A generator that has changed must show, not be worked around. */
function edit(file, was, is) {
  const text = readFileSync(file, 'utf8')
  if (!text.includes(was)) throw new Error(`${file} has no more: ${was}`)
  writeFileSync(file, text.replace(was, is))
}

function write(rows) {
  const page = new URL('../../docs/first-use.md', import.meta.url)
  const parts = ['generator', 'npm install', 'build', 'first answer']
  const table = markdown(
    ['framework', 'generator', ...parts.map((part) => `${part}, s`), 'right'],
    rows.map(({ name, command, seconds, faults }) => [
      ...[name, `\`npx ${command.join(' ')}\``],
      ...[...parts.map((part) => seconds[part]?.toFixed(1) ?? ''), faults.length === 0 ? 'yes' : 'NO'],
    ]),
  )
  const skipped = starters.flatMap(({ name, skip }) => (skip ? [`${name}: ${skip}.`] : []))
  const date = new Date().toISOString().slice(0, 10)
  const text = `Done by \`npm run tool -- starters\` on ${date}, on Node ${process.versions.node}.\n\n${table}\n\nLeft out: ${skipped.join(' ')}`
  writeFileSync(page, replaced(readFileSync(page, 'utf8'), 'starters', text))
}
