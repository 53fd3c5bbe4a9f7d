// `npm run tool -- proof-listen`: what the doctor says about listen addresses, beside what really happens.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { findEnvoy } from '../../envoy/envoy-binary.js'
import { prepareMachine } from '../../mesh/needs.js'
import { sweep } from '../../mesh/sweep.js'
import { runCommand } from '../../shared/command.js'
import { isEnding } from '../../shared/processes.js'
import { step } from '../../shared/steps.js'
import { startClient } from './from-client.js'
import { modes } from './modes.js'
import { prefix, startNetwork } from './network.js'
import { readOptions } from './options.js'
import { pageOf } from './page.js'
import { prove } from './prove.js'
import { drawn } from './report.js'
import { systems } from './systems.js'

const options = readOptions(process.argv, systems)
await runCommand(main)

async function main(conclude) {
  const otherwise = 'Its table, measured, is in docs/doctor-proof.md.'
  const machine = { command: 'npm run tool -- proof-listen', otherwise }
  await step('Looking at the machine', (say) => prepareMachine(say, machine))
  sweep(prefix)
  const envoy = await step('Looking for Envoy', findEnvoy)
  const chosen = systems.filter(({ name }) => options.systems.includes(name))
  const found = {}
  for (const { name, title, find } of chosen)
    found[name] = await step(`Looking for ${title}`, (say) => /** @type {any} */ (find)(say))

  const measured = { envoy: envoy.version, node: process.versions.node, date: new Date().toISOString().slice(0, 10) }
  const results = []
  const failures = []
  for (const system of chosen) {
    const { name, title } = system
    try {
      const rows = await step(title, (say) => both(system, { envoy, found: found[name], say }))
      results.push({ name, title, version: found[name].version, rows })
      if (options.write) writePage(results, measured)
    } catch (error) {
      // What the others have taken minutes for is not to be lost.
      if (isEnding()) throw error
      failures.push(`${title}: ${error.message}`)
    }
  }
  const right = results.every(({ rows }) => rows.length > 0 && rows.every(({ asPredicted }) => asPredicted))
  if (options.json) console.log(JSON.stringify({ ...measured, right, failures, results }, null, 2))
  else console.log(drawn(results))
  for (const failure of failures) console.error(`\n${failure}`)
  // Of what could not be tried nothing is known.
  if (!right || failures.length === 0) conclude(right)
}

function writePage(results, measured) {
  const file = new URL('../../../docs/doctor-proof.md', import.meta.url)
  const before = existsSync(file) ? readFileSync(file, 'utf8') : ''
  writeFileSync(
    file,
    pageOf(
      before,
      results,
      measured,
      systems.map(({ title }) => title),
    ),
  )
}

/** Small systems in both modes at once; of those that take half a gigabyte, one at a time. */
async function both(system, { envoy, found, say }) {
  const names = Object.keys(modes)
  const network = await startNetwork({
    envoy,
    modes: names,
    size: system.pods,
    ports: system.ports,
    mounts: found.mounts,
  })
  const client = startClient(network.client)
  try {
    const context = { network, client, found, short: options.short, say: (text) => say(`${system.title}: ${text}`) }
    const one = (mode) => prove(system, { ...context, mode })
    if (!system.nightly) return (await Promise.all(names.map(one))).flat()
    return [...(await one(names[0])), ...(await one(names[1]))]
  } finally {
    await client.stop()
    await network.stop()
  }
}
