#!/usr/bin/env node
// npm run tool -- doctor-peers: the doctor on the test data of Istio's analyzers, beside what Istio's own tests expect there,
// and on public trees. It fails on a difference without a reason, and on an error that nobody has judged.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Table from 'cli-table3'
import { Command } from 'commander'
import { hasGo, moduleFolder } from '../charts/fetch.js'
import { compared } from './compare.js'
import { beside, unexpected, unsaid } from './differences.js'
import { offline } from './istioctl.js'
import { judgedTrees } from './judge-trees.js'
import { aboutIstioctl, peersPage } from './page.js'
import { trees } from './trees.js'
import { treesPage } from './trees-page.js'

const {
  suite,
  trees: wantsTrees,
  istioctl,
  write,
  json,
} = new Command('npm run tool -- doctor-peers')
  .description(
    "Runs the doctor on the test data of Istio's analyzers and on public trees: docs/doctor-peers.md, docs/doctor-trees.md.",
  )
  .option('--no-suite', "leave out Istio's test data")
  .option('--no-trees', 'leave out the public trees')
  .option('--istioctl', 'also build istioctl and run its analyze offline on each file; takes 20 minutes at first')
  .option('--write', 'write the pages')
  .option('--json', 'as JSON')
  .addHelpText(
    'after',
    '\nExit codes: 0 all explained, 1 a difference, an error or a crash that is not, 2 nothing could be fetched.',
  )
  .parse()
  .opts()

const say = (text) => process.stderr.write(`${text}\n`)
if (!hasGo()) {
  say('no Go, which fetches the modules: see https://go.dev/dl')
  process.exit(2)
}
const peers = suite ? await suiteResult() : undefined
const rows = wantsTrees ? judgedTrees(say) : undefined
if (rows?.every(({ missing }) => missing)) process.exit(2)

if (write) {
  const page = (name) => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url))
  if (peers) writeFileSync(page('doctor-peers.md'), peersPage(peers))
  if (rows) writeFileSync(page('doctor-trees.md'), treesPage(rows))
}
const problems = [...(peers?.problems ?? []), ...(rows ?? []).flatMap(problemsOf)]
if (json) console.log(JSON.stringify({ peers, rows, problems }, null, 2))
else print()
process.exitCode = problems.length > 0 ? 1 : 0

async function suiteResult() {
  const module = moduleFolder(trees[0].module)
  const { rows: all, more, known } = compared(module, say)
  const live = istioctl ? await offline(module, { rows: all, known }, say) : undefined
  const missed = all.filter(({ rules, ours }) => rules && ours.length === 0)
  const reasonOf = (row) => unsaid.find((one) => one.message === row.message && one.object.test(row.object))?.why
  const reasonFor = ({ text }) => unexpected.find((one) => one.text.test(text))?.why
  const differences = {
    unsaid: missed.map((row) => ({ row, why: reasonOf(row) })),
    unexpected: more.map((one) => ({ one, why: reasonFor(one) })),
    beside: (live?.beside ?? [])
      .filter(({ ours }) => ours === false)
      .map((one) => ({
        one,
        why: beside.find(({ message, text }) => message === one.message && text.test(one.text))?.why,
      })),
  }
  return {
    rows: all,
    more,
    differences,
    istioctl: live,
    problems: [
      ...differences.unsaid
        .filter(({ why }) => !why)
        .map(({ row }) => `not said: ${row.message} on ${row.object} in ${row.files}`),
      ...differences.unexpected.filter(({ why }) => !why).map(({ one }) => `said: ${one.text} in ${one.files}`),
      ...differences.beside
        .filter(({ why }) => !why)
        .map(({ one }) => `istioctl says ${one.message} on ${one.object}: ${one.text}, in ${one.files}`),
    ],
  }
}

function problemsOf({ name, errors, edits, crashes }) {
  return [
    ...crashes.map((crash) => `${name}: ${crash}`),
    ...errors.filter(({ verdict }) => !verdict).map(({ text }) => `not judged, ${name}: ${text}`),
    ...edits
      .filter(({ verdict }) => !verdict)
      .map(({ text, count }) => `edit not judged, ${name}: ${text}, ${count} times`),
  ]
}

function print() {
  if (peers) {
    const ours = peers.rows.filter(({ rules }) => rules)
    console.log(
      `${peers.rows.length} messages expected by Istio, ${ours.length} of kinds that the doctor has rules for, ${ours.filter((row) => row.ours.length > 0).length} said.`,
    )
    console.log(aboutIstioctl(peers))
  }
  if (rows) {
    const table = new Table({
      head: ['tree', 'objects', 'errors', 'distinct', 'warnings', 'notes'],
      style: { head: [], border: [] },
    })
    for (const { name, missing, objects, counts, errors } of rows) {
      table.push(
        missing
          ? [name, { colSpan: 5, content: `not fetched: ${missing}` }]
          : [name, objects, counts.error, errors.length, counts.warning, counts.info],
      )
    }
    console.log(table.toString())
    console.log(`${rows.reduce((sum, { objects }) => sum + objects, 0)} objects`)
    for (const { name, gone } of rows)
      for (const text of gone) console.log(`judged and no longer found, ${name}: ${text}`)
  }
  for (const problem of problems) console.log(problem)
}
