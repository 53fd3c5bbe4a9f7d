// `npm run tool -- proof`: what goes wrong beside a sidecar, on real Envoy, without traceferry and with it.
import { readFileSync, writeFileSync } from 'node:fs'
import { findEnvoy } from '../envoy/envoy-binary.js'
import { runCommand } from '../shared/command.js'
import { step } from '../shared/steps.js'
import { readOptions } from './options.js'
import { proofs } from './proofs.js'
import { drawn, isRight, page } from './report.js'

const options = readOptions(
  process.argv,
  proofs.map(({ name }) => name),
)
await runCommand(prove)

async function prove(conclude) {
  const envoy = await step('Looking for Envoy', findEnvoy)
  const results = []
  for (const { name, title, about, run } of proofs) {
    if (options.only && !options.only.includes(name)) continue
    const rows = await step(title, (say) =>
      run({ envoy, short: options.short === true, say: (text) => say(`${title}: ${text}`) }),
    )
    results.push({ name, title, about, rows })
  }
  const { version } = JSON.parse(readFileSync(new URL('../../packages/core/package.json', import.meta.url), 'utf8'))
  const date = new Date().toISOString().slice(0, 10)
  const measured = { version, envoy: envoy.version, node: process.versions.node, date }
  if (options.json) console.log(JSON.stringify({ ...measured, right: isRight(results), results }, null, 2))
  else console.log(drawn(results))
  if (options.write) writeFileSync(new URL('../../docs/sidecar.md', import.meta.url), page(results, measured))
  conclude(isRight(results))
}
