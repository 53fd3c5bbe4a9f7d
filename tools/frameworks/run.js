// `npm run tool -- frameworks`: frameworks that are named in the documentation, started for real with the line that it gives, and asked
// many things at once.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { ask } from '../runtimes/ask.js'
import { runtimeBinary } from '../runtimes/binaries.js'
import { startUpstream } from '../runtimes/upstream.js'
import { listOf, optionsOf, positive } from '../shared/arguments.js'
import { runCommand } from '../shared/command.js'
import { nodeBinary } from '../shared/nodes.js'
import { freePorts } from '../shared/ports.js'
import { run } from '../shared/processes.js'
import { step } from '../shared/steps.js'
import { frameworks } from './frameworks.js'
import { installed, keyOf } from './installed.js'
import { copyOurPackages } from './our-packages.js'
import { drawn, pageOf } from './page.js'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const pageFile = here('../../docs/frameworks.md')
const files = frameworks.map(keyOf)

const options = optionsOf(
  new Command('npm run tool -- frameworks')
    .description('Starts frameworks with the line that the documentation gives, and looks whose ids their calls carry.')
    .option('--only <names>', `comma-separated: ${files.join(', ')}; by default all`, listOf(files), files)
    .option('--requests <n>', 'requests at once', positive, 100)
    .option('--write', 'write these rows of the table in docs/frameworks.md')
    .option('--json', 'print the results as JSON on standard output')
    .addHelpText(
      'after',
      '\nThe frameworks are fetched from npm at first.\nExit code: 0 when each call had the ids of its request, 1 when one had not, 2 when it could not run.',
    ),
)

await runCommand(main)

async function main(conclude) {
  const rows = []
  for (const framework of frameworks.filter((one) => options.only.includes(keyOf(one)))) {
    await step(framework.name, async (say) => rows.push(await rowOf(framework, say)))
    for (const { own, none, wrong, right, failures, said } of rows.slice(-1)) {
      console.error(`  ${own} own, ${none} without, ${wrong} wrong`)
      if (!right) console.error(`  ${[...new Set(failures)].slice(0, 3).join('; ')}\n${said}`)
    }
  }
  if (options.write) writeFileSync(pageFile, pageOf(readFileSync(pageFile, 'utf8'), rows))
  if (options.json) console.log(JSON.stringify(rows, null, 2))
  else console.log(drawn(rows))
  conclude(rows.every(({ right }) => right))
}

async function rowOf(framework, say) {
  const { name, line, clients = ['fetch', 'http.get'], callsEach = 4, path, asked, answer } = framework
  const upstream = await startUpstream('127.0.0.1', answer)
  let service
  try {
    service = await start(framework, await installed(framework, say), upstream.origin, say)
    const counts = await ask({
      ...{ port: service.port, upstream, clients, requests: options.requests, callsEach },
      ...{ path, asked },
    })
    /** @type {{ own: number, none: number, wrong: number, missing: number, failures: string[] }} */
    const sums = { own: 0, none: 0, wrong: 0, missing: 0, failures: [] }
    for (const cell of counts.values())
      for (const key of Object.keys(sums)) {
        if (key === 'failures') sums.failures.push(...cell.failures)
        else sums[key] += cell[key]
      }
    const right = sums.own === options.requests * callsEach && sums.failures.length === 0
    return { name, line, ...sums, right, said: right ? '' : service.said() }
  } catch (error) {
    return {
      name,
      line,
      own: 0,
      none: 0,
      wrong: 0,
      missing: 0,
      failures: [error.message],
      right: false,
      said: service?.said() ?? '',
    }
  } finally {
    service?.stop()
    upstream.close()
  }
}

/** The app runs where its packages are, beside ours. One that must be built is built there first. */
async function start(
  { file, packages, runtime = 'node', node = '20', register, build, args = [] },
  folder,
  upstream,
  say,
) {
  copyOurPackages(folder)
  rmSync(join(folder, 'apps'), { recursive: true, force: true })
  cpSync(here('apps'), join(folder, 'apps'), { recursive: true })
  for (const shared of ['clients.mjs', 'work.mjs']) cpSync(here(`../runtimes/app/${shared}`), join(folder, shared))
  const binary = runtime === 'node' ? nodeBinary(node, say) : runtimeBinary(runtime, say)
  const cwd = join(folder, 'apps', dirname(file))
  const env = { PATH: `${dirname(binary)}:${process.env.PATH}`, HOME: process.env.HOME, NODE_ENV: 'production' }
  if (build) {
    // Adapters read what an app depends on.
    writeFileSync(
      join(cwd, 'package.json'),
      JSON.stringify({ private: true, type: 'module', dependencies: { ...packages, '@traceferry/web': '*' } }),
    )
    say(`building: ${build.join(' ')}`)
    await run('npx', ['--no-install', ...build], { cwd, env: { ...env, CI: '1', ASTRO_TELEMETRY_DISABLED: '1' } })
  }
  const argv = [...(register ? ['--import', '@traceferry/register'] : []), basename(file), ...args]
  // For those that do not tell which port they got.
  const [free] = await freePorts(1)
  const child = spawn(binary, argv, { cwd, env: { ...env, UPSTREAM: upstream, PORT: String(free) } })
  let said = ''
  for (const output of [child.stdout, child.stderr])
    output.on('data', (chunk) => {
      said += chunk
    })
  const stop = () => {
    process.off('exit', stop)
    child.kill('SIGKILL')
  }
  process.once('exit', stop)
  const port = new Promise((resolve) => {
    createInterface({ input: child.stdout }).on(
      'line',
      (line) => /^port \d+$/.test(line) && resolve(Number(line.slice(5))),
    )
  })
  const late = setTimeout(stop, 30_000)
  const first = await Promise.race([port, once(child, 'exit').then(() => undefined)])
  clearTimeout(late)
  if (first === undefined) throw new Error(`it ended: ${said.trim().slice(-800)}`)
  return { port: first, said: () => said.trim().slice(-800), stop }
}
