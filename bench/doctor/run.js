// `npm run bench -- doctor`: what the doctor takes for manifests, many and large ones, on a Node.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Table from 'cli-table3'
import { Command } from 'commander'
import { lines, nodeBinary } from '../../tools/shared/nodes.js'
import { shapes } from './shapes.js'

/** Of 1,000 objects, startup included. */
const MOST = 2

const doctor = fileURLToPath(new URL('../../packages/doctor/bin/doctor.js', import.meta.url))
const meter = new URL('meter.js', import.meta.url).href

const options = new Command('npm run bench -- doctor')
  .description('Measures processor time, time and peak memory of the doctor, start-up included.')
  .option('--node <lines>', `comma-separated lines of ${lines.join(', ')}`, process.version.slice(1).split('.')[0])
  .option('--only <word>', 'only shapes with this in their name', '')
  .option('--json', 'print the figures as JSON')
  .addHelpText('after', `\nExit code: 0, 1 when 1,000 objects take more than ${MOST} s, 2 for wrong arguments.`)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse()
  .opts()

const chosen = shapes.filter(({ name }) => name.includes(options.only))
const wrong = options.node.split(',').find((line) => !lines.includes(line))
if (wrong !== undefined || chosen.length === 0) {
  console.error(
    wrong === undefined ? `no shape has "${options.only}" in its name` : `no line of Node is called ${wrong}`,
  )
  process.exit(2)
}

const folder = mkdtempSync(join(tmpdir(), 'bench-doctor-'))
process.on('exit', () => rmSync(folder, { recursive: true }))
const rows = chosen.flatMap(({ name, files }, n) => {
  const input = join(folder, String(n))
  mkdirSync(input)
  for (const [file, text] of Object.entries(files())) writeFileSync(join(input, file), text)
  return options.node.split(',').map((line) => ({ name, node: line, ...measured(line, input) }))
})

if (options.json) console.log(JSON.stringify(rows, null, 2))
else {
  const table = new Table({
    head: ['manifests', 'Node', 'CPU', 'time', 'peak memory'],
    style: { head: [], border: [] },
  })
  for (const { name, node, cpu, wall, megabytes } of rows)
    table.push([name, node, `${cpu.toFixed(2)} s`, `${wall.toFixed(2)} s`, `${megabytes.toFixed(0)} MB`])
  console.log(table.toString())
}
process.exitCode = rows.some(({ name, cpu }) => name === '1,000 objects' && cpu > MOST) ? 1 : 0

/** The better of three: what else the machine does makes it slower, never faster. */
function measured(line, input) {
  const runs = Array.from({ length: 3 }, () => {
    const told = join(folder, 'told.json')
    const args = ['--import', meter, doctor, input, '--mesh', 'istio@1.30', '--format', 'json']
    const env = { ...process.env, METER: told }
    const { status, stderr } = spawnSync(nodeBinary(line), args, { env, encoding: 'utf8', maxBuffer: 1 << 28 })
    if (status !== 0 && status !== 1) throw new Error(`the doctor ended with ${status}: ${stderr.slice(0, 500)}`)
    return JSON.parse(readFileSync(told, 'utf8'))
  })
  return runs.sort((a, b) => a.cpu - b.cpu)[0]
}
