// `npm run tool -- raw-soak`: requests as bytes, legal and not, to a service and to its twin without traceferry; every call that
// they cause is kept as bytes, too, and judged against the request.
import cliProgress from 'cli-progress'
import { Command } from 'commander'
import { optionsOf, seeded, whole } from '../../shared/arguments.js'
import { nodeBinary } from '../../shared/nodes.js'
import { startBattle } from './battle.js'

const command = new Command('npm run tool -- raw-soak')
  .description('Sends requests as raw bytes to a service and to its twin without traceferry, and judges every call.')
  .option('--cases <n>', 'requests to send', whole, 1_000_000)
  .option('--concurrency <n>', 'connections at a time', whole, 32)
  .option('--replay <connection>', 'only this connection of the seed, with all that is sent and answered', whole)
  .option('--naive', 'a naive injector in place of traceferry, to see that it is found out')
  .option('--json', 'print the figures as JSON on standard output')
  .addHelpText('after', '\nExit code: 0 when nothing was wrong, 1 otherwise, 2 for wrong arguments.')
const options = optionsOf(seeded(command, 'requests'))

const { seed, cases, concurrency } = options
const battle = await startBattle(seed, {
  ...(options.node && { execPath: nodeBinary(options.node, console.error) }),
  naive: options.naive,
})
const started = Date.now()
if (options.replay === undefined) await fight()
else await replay(options.replay)
await battle.stop()

async function fight() {
  console.error(`seed ${seed}`)
  const bar = new cliProgress.SingleBar({
    format: '{bar} {value}/{total} requests, {wrong} wrong, {duration_formatted}',
    noTTYOutput: true,
    notTTYSchedule: 30_000,
    stream: process.stderr,
  })
  bar.start(cases, 0, { wrong: 0 })
  let next = 0
  let told = false
  // Ctrl-C ends it with the figures so far; a second one at once.
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      if (told) process.exit(130)
      told = true
    })
  }
  const worker = async () => {
    while (battle.figures.cases < cases && !told) {
      await battle.run(next++)
      bar.update(Math.min(battle.figures.cases, cases), { wrong: battle.found.count })
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  bar.stop()
}

async function replay(index) {
  const { connection, ours, theirs } = await battle.run(index)
  for (const { text } of connection.requests) console.error(`sent:    ${JSON.stringify(text)}`)
  console.error(`answer:  ${JSON.stringify(ours)}\nwithout: ${JSON.stringify(theirs)}`)
}

const result = {
  seed,
  node: options.node ?? process.versions.node,
  seconds: Math.round((Date.now() - started) / 1000),
  wrong: battle.found.count,
  kinds: battle.found.kinds,
  ...battle.figures,
  problems: battle.problems,
}
if (options.json) console.log(JSON.stringify(result, null, 2))
else {
  const { problems, ...figures } = result
  for (const [name, value] of Object.entries(figures))
    console.log(`${name.padEnd(12)} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
  for (const { what, connection, bytes } of problems) {
    console.log(`\nwrong: ${what.slice(0, 2000)}\n  bytes: ${JSON.stringify(bytes.slice(0, 4000))}`)
    if (connection >= 0) console.log(`  again: npm run tool -- raw-soak --seed ${seed} --replay ${connection}`)
  }
}
process.exit(result.wrong > 0 ? 1 : 0)
