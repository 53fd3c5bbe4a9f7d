// `npm run tool -- proof-rules`: what the doctor says about a manifest, beside what the same setting does on real Envoy.
import { readFileSync, writeFileSync } from 'node:fs'
import pLimit from 'p-limit'
import { findEnvoy } from '../../envoy/envoy-binary.js'
import { runCommand } from '../../shared/command.js'
import { step } from '../../shared/steps.js'
import { judge } from './judge.js'
import { readOptions } from './options.js'
import { drawn, isRight, page } from './report.js'
import { proofs } from './rules.js'

/** Most of a row's time is waiting. */
const atOnce = 6

const options = readOptions(
  process.argv,
  proofs.map(({ id }) => id),
)
await runCommand(prove)

async function prove(conclude) {
  const envoy = await step('Looking for Envoy', findEnvoy)
  const chosen = proofs.filter(({ id }) => options.only?.includes(id) ?? true)
  const all = chosen.flatMap(({ id, rows }) => rows.map((row) => ({ id, row })))
  const limit = pLimit(atOnce)
  const measure = ({ id, row }) => judge(id, row, { envoy, short: options.short === true })
  const rows = await step('Putting the rules to the test', async (say) => {
    let done = 0
    const first = all.map((one) =>
      limit(async () => {
        const result = await measure(one)
        say(`Putting the rules to the test: ${++done} of ${all.length}, ${one.id} ${resultOf(result)}`)
        return result
      }),
    )
    const results = await Promise.all(first)
    // Half of the rows are about time, and on a busy machine all of it may go by before anything runs: what differs is
    // measured again with nothing else beside it, and only then believed.
    for (const [n, { id, right, skipped }] of results.entries()) {
      if (right || skipped !== undefined) continue
      say(`Putting the rules to the test: ${id} again, alone`)
      results[n] = await measure(all[n])
    }
    return results
  })
  const { version } = JSON.parse(readFileSync(new URL('../../../packages/core/package.json', import.meta.url), 'utf8'))
  const date = new Date().toISOString().slice(0, 10)
  const measured = { version, envoy: envoy.version, node: process.versions.node, date }
  if (options.json) console.log(JSON.stringify({ ...measured, right: isRight(rows, options.optional), rows }, null, 2))
  else console.log(drawn(rows))
  if (options.write)
    writeFileSync(new URL('../../../docs/doctor-proof-rules.md', import.meta.url), page(rows, measured))
  for (const { id, what, skipped } of rows) if (skipped) console.error(`not shown: ${id}, ${what}: ${skipped}`)
  conclude(isRight(rows, options.optional))
}

/** @param {{ right: boolean, skipped?: string }} row */
function resultOf({ right, skipped }) {
  if (skipped !== undefined) return 'cannot be shown here'
  return right ? 'agrees' : 'differs'
}
