// `npm run bench -- correctness`: the failures that tracers are known for, measured on the real libraries and on traceferry.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { installPeers } from '../cache.js'
import { measure } from './measure.js'
import { clients, otherUndicis, peers } from './peers.js'
import { drawn, page } from './report.js'
import { rows } from './rows.js'

const options = new Command('npm run bench -- correctness')
  .description('Measures what tracers and traceferry really send, on one machine and without any network.')
  .option('--json', 'print the results as JSON on standard output')
  .option('--only <names>', 'comma-separated rows (M1) and libraries (traceferry)')
  .option('--no-write', 'leave docs/correctness.md as it is')
  .addHelpText(
    'after',
    '\nExit code: 0 when traceferry is right in every row, 1 when it is not, 2 for wrong arguments.',
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse()
  .opts()

const only = options.only?.split(',').map((name) => name.trim().toLowerCase())
const chosen = (all, nameOf) => {
  const some = all.filter((one) => only?.includes(nameOf(one).toLowerCase()))
  return some.length > 0 ? some : all
}
const theRows = chosen(rows, ({ id }) => id)
const thePeers = chosen(peers, ({ name }) => name)
const say = (text) => process.stderr.write(`${text}\n`)

const dependencies = Object.assign({}, clients, ...peers.map(({ packages }) => packages))
const folder = installPeers(dependencies, say, 'correctness')
for (const [name, packages] of Object.entries(otherUndicis)) installPeers(packages, say, `correctness/${name}`)
const results = {}
for (const row of theRows) {
  results[row.id] = {}
  for (const peer of thePeers) {
    if (row.peers?.includes(peer.name) === false) continue
    const verdict = await (row.measure ?? measure)(peer, row, folder)
    results[row.id][peer.name] = verdict
    say(`${row.id} ${peer.name}: ${verdict.text}`)
  }
}

const own = JSON.parse(readFileSync(new URL('../../packages/register/package.json', import.meta.url), 'utf8'))
const { devDependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const versions = [
  ...peers.flatMap(({ name, packages, shown }) => {
    if (name === 'traceferry') return [[name, own.version]]
    return (shown ?? Object.keys(packages)).map((key) => [key, packages[key]])
  }),
  ...Object.entries(clients),
  ...Object.values(otherUndicis).flatMap(Object.entries),
  ['@smithy/signature-v4', devDependencies['@smithy/signature-v4']],
]
const about = { versions, date: new Date().toISOString().slice(0, 10), node: process.versions.node }

if (options.json) console.log(JSON.stringify({ ...about, results }, null, 2))
else console.log(drawn(theRows, thePeers, results))
if (options.write && only === undefined) {
  const file = fileURLToPath(new URL('../../docs/correctness.md', import.meta.url))
  // What stands below the versions is of other runs, and stays.
  const others = readFileSync(file, 'utf8').split('\n## As without us\n')[1]
  writeFileSync(file, page(theRows, thePeers, results, about) + (others ? `\n## As without us\n${others}` : ''))
  say(`wrote ${file}`)
}
process.exit(theRows.every(({ id }) => results[id].traceferry?.right !== false) ? 0 : 1)
