// `npm run tool -- header-rules`: each case of the header rules through real Envoys, in every version and with every tracer.
import { writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { findRelease } from '../envoy/envoy-binary.js'
import { runCommand } from '../shared/command.js'
import { step } from '../shared/steps.js'
import { minorOf, writeGolden } from './golden.js'
import { atHalf } from './half.js'
import { judge } from './judge.js'
import { page } from './page.js'
import { releases, tracerNames } from './releases.js'
import { drawn, summaryOf } from './report.js'
import { notSent, sent } from './vectors.js'

const minors = releases.map(minorOf).join(',')
const options = new Command('npm run tool -- header-rules')
  .description('Sends each case of the header rules through in-sidecar, app and out-sidecar of real Envoys.')
  .option('--envoy <versions>', `comma-separated versions of ${minors}`, minors)
  .option('--tracer <names>', `comma-separated tracers of ${tracerNames}`, tracerNames.join(','))
  .option('--update', 'take what is seen as golden from now on, where no rule is broken (also: UPDATE=1)')
  .option('--write', 'write docs/envoy.md')
  .option('--json', 'print the result as JSON on standard output')
  .addHelpText('after', '\nExit code: 0 when all is as it should be, 1 when it is not, 2 when it could not run.')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse()
  .opts()

const versions = chosen(options.envoy, releases, (release) => [release, minorOf(release)])
const tracers = chosen(options.tracer, tracerNames, (name) => [name])
if (options.write && versions.length * tracers.length < releases.length * tracerNames.length) {
  refuse('--write needs all versions and all tracers')
}

await runCommand(run)

async function run(conclude) {
  const results = []
  for (const release of versions) {
    const envoy = await step(`Envoy ${release}`, (say) => findRelease(release, say))
    for (const tracer of tracers) {
      const cases = await step(`Envoy ${release}, ${tracer}: ${sent().length} cases`, () => judge({ envoy, tracer }))
      const half = await step(`Envoy ${release}, ${tracer}: half of the requests sampled`, () =>
        atHalf({ envoy, tracer }),
      )
      results.push({ version: envoy.version, tracer, cases, half })
    }
  }
  if (options.update || process.env.UPDATE === '1') update(results)
  const about = { date: new Date().toISOString().slice(0, 10), node: process.versions.node, notSent: notSent() }
  const summary = summaryOf(results)
  if (options.write) writeFileSync(new URL('../../docs/envoy.md', import.meta.url), page(results, about))
  if (options.json) console.log(JSON.stringify({ ...about, ...summary }, null, 2))
  else console.log(drawn(results, summary))
  conclude(summary.wrong.length === 0)
}

/** What breaks a rule never becomes golden. */
function update(results) {
  for (const tracer of tracers) {
    const fit = results.filter((one) => one.tracer === tracer && one.cases.every(({ rules }) => rules.length === 0))
    if (fit.length === 0) continue
    writeGolden(
      tracer,
      fit.map(({ version, cases }) => ({ version, rows: cases })),
    )
    for (const { cases } of fit) for (const one of cases) one.wrong = one.rules
  }
}

function chosen(text, all, namesOf) {
  const wanted = text.split(',').map((name) => name.trim())
  const unknown = wanted.filter((name) => !all.some((one) => namesOf(one).includes(name)))
  if (unknown.length > 0) refuse(`there is no ${unknown.join(', ')}; there are ${all.join(', ')}`)
  return all.filter((one) => namesOf(one).some((name) => wanted.includes(name)))
}

function refuse(message) {
  console.error(`error: ${message}`)
  process.exit(2)
}
