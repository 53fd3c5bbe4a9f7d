// `npm run bench -- micro`: what each piece costs, on each Node.
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import Table from 'cli-table3'
import { Command } from 'commander'
import { positive } from '../../tools/shared/arguments.js'
import { lines, nodeBinary } from '../../tools/shared/nodes.js'
import { microTable } from './table.js'

const FILE = fileURLToPath(new URL('../micro.json', import.meta.url))

const options = new Command('npm run bench -- micro')
  .description(
    'Measures capture, context, target decision and forward piece by piece: ns and allocated bytes per call.',
  )
  .option('--node <lines>', `comma-separated lines of ${lines.join(', ')}`, lines.join(','))
  .option('--only <words>', 'only pieces with all of these comma-separated words in their name', '')
  .option('--time <ms>', 'CPU time for each piece, in ms', positive, 300)
  .option('--json', 'print the figures as JSON on standard output')
  .option('--update', 'write the figures to bench/micro.json, from which docs/performance-by-clock.md is made')
  .addHelpText('after', '\nExit code: 0 when all was measured, 1 when a process failed, 2 for wrong arguments.')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse()
  .opts()

const say = (text) => process.stderr.write(`${text}\n`)
const chosen = options.node.split(',').map((line) => line.trim())
const wrong = chosen.find((line) => !lines.includes(line))
if (wrong !== undefined) {
  say(`there is no Node line "${wrong}" here; take some of ${lines.join(', ')}`)
  process.exit(2)
}

const results = {}
for (const line of chosen) {
  for (const { name, ...figures } of await measureOn(line)) results[name] = { ...results[name], [line]: figures }
}
const figures = { date: new Date().toISOString().slice(0, 10), machine: cpus()[0].model, nodes: chosen, results }
if (options.json) console.log(JSON.stringify(figures, null, 2))
else console.log(drawn())
if (options.update) writeFileSync(FILE, `${JSON.stringify(figures, null, 2)}\n`)

async function measureOn(line) {
  const suite = fileURLToPath(new URL('suite.js', import.meta.url))
  // A young generation that no batch fills, so that the heap's growth is what was allocated.
  const flags = ['--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=64', '--no-warnings']
  const words = options.only.split(',').map((word) => word.trim())
  const child = spawn(nodeBinary(line, say), [...flags, suite, JSON.stringify([options.time, words])], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  const ended = new Promise((resolve) => child.on('exit', resolve))
  const all = []
  for await (const text of createInterface({ input: child.stdout })) {
    all.push(JSON.parse(text))
    say(`Node ${line}: ${all.length} ${all.at(-1).name}`)
  }
  const code = await ended
  if (code !== 0) throw new Error(`the suite ended with ${code} on Node ${line}`)
  return all
}

function drawn() {
  const { title, head, rows } = microTable('ns (allocated bytes)', chosen, results)
  const colAligns = head.map((_, i) => (i === 0 ? 'left' : 'right'))
  const table = new Table({ head: [title, ...head.slice(1)], style: { head: [], border: [] }, colAligns })
  table.push(...rows)
  return table.toString()
}
