// `npm run test:context`: whose ids does a call carry that is made from a door? Every door that the types declare, of every client,
// in every state of its pool or session, on each Node.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import cliProgress from 'cli-progress'
import { Command, Option } from 'commander'
import { lines, nodeBinary } from '../matrix/nodes.js'
import { names } from './clients.js'
import { core } from './core.js'
import { differences } from './doors.js'
import { coverage } from './coverage.js'
import { measure } from './measure-node.js'
import { page } from './page.js'
import { judged, summary } from './summary.js'

const list = (text) => text.split(',').map((word) => word.trim())
const options = new Command('npm run test:context --')
  .description('Calls out from every door of every client, in every state, and compares whose ids the calls carry.')
  .option('--node <lines>', `comma-separated lines of ${lines.join(', ')}`, list, lines)
  .option('--client <names>', 'comma-separated names of clients', list)
  .option('--state <names>', 'comma-separated states of pools and sessions', list)
  .option('--rounds <n>', 'how often each play is played', Number, 1)
  .option('--core', 'a part that takes seconds, on this Node alone')
  .addOption(new Option('--naive', 'an injector that does what comes to mind, in the place of traceferry: must have wrong cells'))
  .option('--write', 'write docs/context.md, with the naive injector beside')
  .option('--json', 'print the cells as JSON on standard output')
  .addHelpText(
    'after',
    `\nClients: ${names.join(' | ')}\n\nExit code: 0 when no call carried another request's ids and none was lost, 1 when one did, 2 for wrong arguments.`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse()
  .opts()

const say = (text) => process.stderr.write(`${text}\n`)
const wrong = (kind, given, known) => {
  const unknown = (given ?? []).filter((one) => !known.includes(one))
  if (unknown.length === 0) return
  say(`error: no such ${kind}: ${unknown.join(', ')}; there are ${known.join(', ')}`)
  process.exit(2)
}
wrong('Node line', options.node, lines)
wrong('client', options.client, names)
if (!(Number.isInteger(options.rounds) && options.rounds > 0)) {
  say('error: --rounds takes a whole number above 0')
  process.exit(2)
}

const changed = differences()
for (const line of changed) say(`doors.json is not what the types have: ${line}`)
if (changed.length > 0) say('run: node packages/testkit/context/doors.js')

const here = process.versions.node.split('.')[0]
const wanted = {
  ...(options.core ? core : {}),
  ...(options.client && { clients: options.client }),
  ...(options.state && { states: options.state }),
  rounds: options.rounds,
  every: 5,
}
const results = []
for (const line of options.core ? [here] : options.node) {
  results.push(await measured(line, options.naive ? 'naive' : 'traceferry'))
  if (options.write && !options.naive) results.at(-1).naive = await measured(line, 'naive')
}

async function measured(line, kind) {
  const started = Date.now()
  const binary = line === here ? process.execPath : nodeBinary(line, say)
  const bar = new cliProgress.SingleBar({
    format: `Node ${line}, ${kind} {bar} {value}/{total} {what}`,
    stream: process.stderr,
    noTTYOutput: true,
    notTTYSchedule: 15_000,
  })
  bar.start(1, 0, { what: '' })
  const result = await measure(binary, { ...wanted, line: kind }, (what, i, all) => {
    bar.setTotal(all)
    bar.update(i, { what })
  })
  bar.stop()
  return { ...result, kind, seconds: Math.round((Date.now() - started) / 1000) }
}

// What was seen on the Nodes together: some events are told on some of them only.
const whole = options.client === undefined && options.state === undefined && !options.core && !options.naive
const missing = whole ? coverage(results) : []
for (const line of missing) say(line)
if (options.json) console.log(JSON.stringify(results.map(judged), null, 2))
else console.log(results.map(summary).join('\n'))
if (options.write) writeFileSync(join(import.meta.dirname, '../../../docs/context.md'), page(results))
const failed = results.some((result) => judged(result).wrong + judged(result).lost > 0)
process.exitCode = failed || missing.length > 0 || changed.length > 0 ? 1 : 0
