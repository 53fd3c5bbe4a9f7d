// `npm run tool -- frameworks`: frameworks that are named in the documentation, started for real with the line that it gives, and asked
// many things at once.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import Table from 'cli-table3'
import { Command } from 'commander'
import { ask } from '../runtimes/ask.js'
import { runtimeBinary } from '../runtimes/binaries.js'
import { startUpstream } from '../runtimes/upstream.js'
import { listOf, optionsOf, positive } from '../shared/arguments.js'
import { runCommand } from '../shared/command.js'
import { step } from '../shared/steps.js'
import { frameworks } from './frameworks.js'
import { installed } from './installed.js'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const files = frameworks.map(({ file }) => file.replace('.mjs', ''))

const options = optionsOf(
  new Command('npm run tool -- frameworks')
    .description('Starts frameworks with the line that the documentation gives, and looks whose ids their calls carry.')
    .option('--only <names>', `comma-separated: ${files.join(', ')}`, listOf(files), files)
    .option('--requests <n>', 'requests at once', positive, 100)
    .option('--write', 'write the table of docs/frameworks.md')
    .option('--json', 'print the results as JSON on standard output')
    .addHelpText(
      'after',
      '\nThe frameworks are fetched from npm at first.\nExit code: 0 when each call had the ids of its request, 1 when one had not, 2 when it could not run.',
    ),
)

await runCommand(main)

async function main(conclude) {
  const upstream = await startUpstream()
  const rows = []
  for (const framework of frameworks.filter(({ file }) => options.only.includes(file.replace('.mjs', '')))) {
    await step(framework.name, async (say) => rows.push(await rowOf(framework, upstream, say)))
  }
  upstream.close()
  if (options.write) writePage(rows)
  if (options.json) console.log(JSON.stringify(rows, null, 2))
  else console.log(drawn(rows))
  conclude(rows.every(({ right }) => right))
}

async function rowOf(framework, upstream, say) {
  const { name, line, clients = ['fetch', 'http.get'], path } = framework
  const folder = await installed(framework, say)
  const service = await start(framework, folder, upstream.origin)
  try {
    const counts = await ask({ port: service.port, upstream, clients, requests: options.requests, callsEach: 4, path })
    /** @type {{ own: number, none: number, wrong: number, missing: number, failures: string[] }} */
    const sums = { own: 0, none: 0, wrong: 0, missing: 0, failures: [] }
    for (const cell of counts.values())
      for (const key of Object.keys(sums)) {
        if (key === 'failures') sums.failures.push(...cell.failures)
        else sums[key] += cell[key]
      }
    const right = sums.own === options.requests * 4 && sums.failures.length === 0
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
      said: service.said(),
    }
  } finally {
    service.stop()
  }
}

/** The app runs where its packages are, beside ours. */
async function start({ file, runtime = 'node', register }, folder, upstream) {
  rmSync(join(folder, 'node_modules/@traceferry'), { recursive: true, force: true })
  symlinkSync(here('../../node_modules/@traceferry'), join(folder, 'node_modules/@traceferry'))
  cpSync(here('apps'), join(folder, 'apps'), { recursive: true })
  for (const shared of ['clients.mjs', 'work.mjs']) cpSync(here(`../runtimes/app/${shared}`), join(folder, shared))
  const args = [...(register ? ['--import', '@traceferry/register'] : []), join('apps', file)]
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, UPSTREAM: upstream, NODE_ENV: 'production' }
  const child = spawn(runtimeBinary(runtime), args, { cwd: folder, env })
  let said = ''
  for (const output of [child.stdout, child.stderr])
    output.on('data', (chunk) => {
      said += chunk
    })
  const stop = () => child.kill('SIGKILL')
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

function drawn(rows) {
  const table = new Table({ head: ['', 'own', 'none', 'wrong', 'lost'], style: { head: [], border: [] } })
  table.push(...rows.map(({ name, own, none, wrong, missing }) => [name, own, none, wrong, missing]))
  const said = rows.flatMap(({ name, right, failures, said }) =>
    right ? [] : [`${name}: ${[...new Set(failures)].slice(0, 3).join('; ')}`, said],
  )
  return [table.toString(), ...said].join('\n')
}

function writePage(rows) {
  const file = here('../../docs/frameworks.md')
  const page = readFileSync(file, 'utf8')
  const [start, end] = ['<!-- made by npm run tool -- frameworks -->', '<!-- end -->']
  const line = (cells) => `| ${cells.join(' | ')} |`
  const table = [
    line(['Framework', 'The line', 'own', 'none', 'wrong']),
    line(['---', '---', '---', '---', '---']),
    ...rows.map(({ name, line: text, own, none, wrong }) => line([name, `\`${text}\``, own, none, wrong])),
  ]
  const made = [start, '', ...table, '', end].join('\n')
  writeFileSync(file, `${page.slice(0, page.indexOf(start))}${made}${page.slice(page.indexOf(end) + end.length)}`)
}
