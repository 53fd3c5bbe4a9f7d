// `npm run tool -- matrix`: the contract of every adapter and client on every supported Node, as one table.
import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { lines, nodeBinary } from '../shared/nodes.js'
import { drawn, gridOf, page, rowsOf } from './table.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
// Of the pages only the programs of these depend on how a Node keeps contexts.
const pages = ['pools', 'testing', 'workers'].map((page) => `docs/test/${page}.test.ts`)

const options = new Command('npm run tool -- matrix')
  .description('Runs the contract of every adapter and client on every supported Node.')
  .option('--node <lines>', `comma-separated lines of ${lines.join(', ')}`, lines.join(','))
  .option('--only <paths>', 'comma-separated test paths', ['packages', ...pages].join())
  .option('--write', 'write docs/compatibility.md')
  .option('--json', 'print the cells as JSON on standard output')
  .addHelpText('after', '\nExit code: 0 when nothing failed, 1 when something did, 2 for wrong arguments.')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse()
  .opts()

const wanted = options.node.split(',').map((line) => line.trim())
const unknown = wanted.filter((line) => !lines.includes(line))
if (unknown.length > 0) {
  console.error(`error: no such Node line: ${unknown.join(', ')}; there are ${lines.join(', ')}`)
  process.exit(2)
}

const say = (text) => process.stderr.write(`${text}\n`)

// Random inputs, brokers, and the tools that run beside an app: they are tested once, not on each Node.
const notOfTheContract = [
  'packages/core/test/properties.test.ts',
  'packages/doctor',
  'packages/cli',
  'packages/testkit/test/exports.test.ts',
  'packages/testing/test/{docs,examples}.test.ts',
  'packages/sidecar/test/*/{docs,recipes,replies}.test.ts',
  'packages/messages/test/{bullmq,cloudevents,nats,rhea}.test.ts',
].map((path) => (path.endsWith('.ts') ? path : `${path}/**`))

function runOn(binary, folder) {
  const output = join(folder, 'report.json')
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const args = [
    vitest,
    'run',
    ...options.only.split(','),
    ...notOfTheContract.flatMap((path) => ['--exclude', path]),
    '--reporter=json',
    `--outputFile.json=${output}`,
  ]
  return new Promise((resolve, reject) => {
    execFile(binary, args, { cwd: root, maxBuffer: 64 << 20 }, (_failed, _stdout, stderr) => {
      try {
        resolve(JSON.parse(readFileSync(output, 'utf8')))
      } catch {
        reject(new Error(`vitest wrote no report:\n${stderr}`))
      }
    })
  })
}

const reports = []
for (const line of wanted) {
  const binary = nodeBinary(line, say)
  const version = execFileSync(binary, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim()
  const folder = mkdtempSync(join(tmpdir(), 'traceferry-matrix-'))
  const started = Date.now()
  try {
    const report = await runOn(binary, folder)
    reports.push({ version, rows: rowsOf(report, root) })
    say(
      `Node ${version}: ${report.numPassedTests} passed, ${report.numFailedTests} failed, ${((Date.now() - started) / 1000).toFixed(0)} s`,
    )
    for (const test of report.testResults.flatMap((file) => file.assertionResults.filter((t) => t.status === 'failed')))
      say(`  failed: ${test.fullName}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (options.write) writePage(new Date().toISOString().slice(0, 10))
if (options.json)
  console.log(JSON.stringify({ nodes: reports.map(({ version }) => version), rows: gridOf(reports) }, null, 2))
else console.log(drawn(reports))
process.exitCode = reports.some(({ rows }) => [...rows.values()].some(({ failed }) => failed > 0)) ? 1 : 0

/** What follows the tables on that page is another tool's. */
function writePage(date) {
  const file = join(root, 'docs/compatibility.md')
  const text = readFileSync(file, 'utf8')
  writeFileSync(file, `${page(reports, date)}\n${text.slice(text.indexOf('## TypeScript'))}`)
}
