// `npm run tool -- context`: whose ids a call carries from every door of every client, on every supported Node.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import cliProgress from 'cli-progress'
import { lines, major, nodeBinary } from '../shared/nodes.js'
import { gaps } from './coverage.js'
import { differences } from './doors.js'
import { core, readOptions } from './options.js'
import { page } from './page.js'
import { badRows, drawn, totals } from './rows.js'
import { measure } from './world/measure.js'

const options = readOptions()
const whole = !options.core && options.client === undefined && options.state === undefined
const current = String(major)
const wanted = options.core ? [lines.includes(current) ? current : lines[0]] : options.node

/** One Node under the line, or under the naive injector. */
async function runOn(node, line) {
  const binary = nodeBinary(node, console.error)
  const version = execFileSync(binary, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim()
  const bar = new cliProgress.SingleBar({
    format: `Node ${version}${line === 'naive' ? ', naive' : ''} {bar} {value}/{total} {what}`,
    noTTYOutput: true,
    notTTYSchedule: 15_000,
    stream: process.stderr,
  })
  const plan = {
    clients: options.core ? core.clients : options.client,
    states: options.core ? core.states : options.state,
    rounds: options.rounds,
    // Every fifth call by fetch, all others by node:http.
    every: 5,
    line,
  }
  const result = await measure(binary, plan, (what, done, of) => {
    if (done === 0) bar.start(of, 0, { what })
    bar.update(done, { what })
  })
  bar.stop()
  const missed = whole && line !== 'naive' ? gaps({ line: node, ...result }) : []
  return { node, version, line, missed, ...result }
}

const reports = []
for (const node of wanted) reports.push(await runOn(node, options.naive ? 'naive' : 'traceferry'))
const naive = []
if (options.write) for (const node of wanted) naive.push(await runOn(node, 'naive'))

const stale = whole ? differences() : []
for (const line of stale) console.error(`doors.json is not what the types say: ${line}; run tools/context/doors.js`)
for (const { version, missed, stuck } of reports) {
  for (const gap of missed) console.error(`Node ${version}: ${gap}`)
  for (const play of stuck) console.error(`Node ${version}: did not end: ${play}`)
}

if (options.write) writeFileSync(join(import.meta.dirname, '../../docs/context.md'), page(reports, naive))
if (options.json) console.log(JSON.stringify(reports.map(asJson), null, 2))
else console.log(drawn(reports))

const bad = reports.map((report) => totals(report))
const wrong = bad.reduce((sum, cell) => sum + cell.wrong, 0)
const lost = bad.reduce((sum, cell) => sum + cell.lost, 0)
// Some events come by luck. One that a Node has missed and another has seen is told, and fails no run.
const everywhere = reports[0].missed.filter((gap) => reports.every((report) => report.missed.includes(gap)))
const missed = stale.length + everywhere.length
if (options.naive) process.exitCode = bad.every((cell) => cell.wrong > 0) ? 0 : 1
else process.exitCode = wrong + lost + missed > 0 || naive.some((report) => totals(report).wrong === 0) ? 1 : 0

function asJson({ version, line, cells, missed, stuck, examples }) {
  const rows = [...cells].map(([key, counts]) => {
    const [client, state, door] = key.split('\t')
    return { client, state, door, ...counts }
  })
  return {
    version,
    line,
    totals: totals({ cells }),
    missed,
    stuck,
    bad: badRows({ cells }),
    rows,
    examples: examples.slice(0, 50),
  }
}
