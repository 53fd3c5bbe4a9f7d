// The command behind `npm run demo`: the same requests through the same shop, without traceferry and with it.

import { findEnvoy } from '../envoy/envoy-binary.js'
import { startZipkin } from '../envoy/zipkin-server.js'
import { runCommand } from '../shared/command.js'
import { step } from '../shared/steps.js'
import { readOptions } from './options.js'
import { pass } from './pass.js'
import { print, resultOf } from './report.js'

const options = readOptions(process.argv)
await runCommand(demo)

async function demo(conclude) {
  const envoy = await step('Looking for Envoy', async (say) => {
    const found = await findEnvoy(say)
    say(`Envoy ${found.version} (${found.from})`)
    return found
  })
  const zipkin = options.zipkin ? await step('Zipkin', startZipkin) : undefined
  const before = await pass({ ...options, traceferry: false, envoy, zipkin })
  await before.stop()
  const after = await pass({ ...options, traceferry: true, envoy, zipkin })
  if (zipkin) {
    const sent = before.spans.length + after.spans.length
    await step(`Waiting until Zipkin has all ${sent} spans`, () => zipkin.receivedAll(sent))
  }
  const result = resultOf({ options, envoy, zipkin, before, after })
  print(result, /** @type {any} */ (options))
  conclude(result.whole)
  if (!options.keep) return after.stop()
  console.error('\nRunning until Ctrl-C.')
  await new Promise(() => {})
}
