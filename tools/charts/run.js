#!/usr/bin/env node
// npm run tool -- charts: the doctor on public manifests, as they are. It must not crash on any, and each of its findings
// has been read and judged: what is new since then makes this fail. docs/doctor-charts.md has the verdicts.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Table from 'cli-table3'
import { Command } from 'commander'
import { fetched } from './sources.js'

const binary = fileURLToPath(new URL('../../packages/doctor/bin/doctor.js', import.meta.url))
const reviewed = fileURLToPath(new URL('reviewed.json', import.meta.url))
const meshes = 'istio@1.30,linkerd@2.20'

const { json, charts, write } = new Command('npm run tool -- charts')
  .description('Runs the doctor on public manifests; fails on a crash, and on a finding that was not reviewed.')
  .option('--charts', 'render Helm charts too; builds helm at first, which takes minutes')
  .option('--write', 'list what is found now as judged')
  .option('--json', 'as JSON')
  .addHelpText('after', '\nExit codes: 0 nothing new, 1 a crash or a new finding, 2 nothing could be fetched.')
  .parse()
  .opts()

const sources = fetched({ charts }, (text) => process.stderr.write(`${text}\n`))
if (sources.length === 0) process.exit(2)

const judged = JSON.parse(readFileSync(reviewed, 'utf8'))
/** @type {{ name: string, crash?: string, objects?: number, found?: string[], fresh?: string[] }[]} */
const rows = sources.map(({ name, folder, paths, text }) => {
  const args = [binary, ...(text === undefined ? paths : ['-']), '--mesh', meshes, '--format', 'json']
  const ran = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', input: text, maxBuffer: 1 << 28 })
  if (ran.status !== 0 && ran.status !== 1) return { name, crash: ran.stderr.trim() }
  const { findings, summary } = JSON.parse(ran.stdout)
  const found = findings.map(({ id, severity, message }) => `${id} ${severity} ${message}`)
  return { name, objects: summary.resources, found, fresh: found.filter((one) => !judged[name]?.includes(one)) }
})

if (write) {
  // What was not looked at this time, such as the charts, stays as it was judged.
  const all = rows.flatMap(({ name, found }) => (found === undefined ? [] : [[name, [...new Set(found)].sort()]]))
  writeFileSync(reviewed, `${JSON.stringify({ ...judged, ...Object.fromEntries(all) }, null, 2)}\n`)
}
if (json) console.log(JSON.stringify(rows, null, 2))
else print()
process.exitCode = rows.some(({ crash, fresh = [] }) => crash !== undefined || (!write && fresh.length > 0)) ? 1 : 0

function print() {
  const table = new Table({
    head: ['manifests', 'objects', 'errors', 'warnings', 'notes', 'not judged'],
    style: { head: [], border: [] },
  })
  for (const { name, objects = 0, found = [], fresh = [], crash } of rows) {
    const count = (word) => found.filter((one) => one.split(' ')[1] === word).length
    table.push(
      crash
        ? [name, { colSpan: 5, content: `CRASH ${crash}` }]
        : [name, objects, count('error'), count('warning'), count('info'), fresh.length],
    )
  }
  console.log(table.toString())
  for (const { name, fresh = [] } of rows) for (const one of write ? [] : fresh) console.log(`new in ${name}: ${one}`)
}
