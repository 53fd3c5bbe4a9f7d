// The command behind `npm run demo`: the same requests through the same shop, without traceferry and with it.
import { findEnvoy } from './envoy-binary.js'
import { Unprepared } from './errors.js'
import { readOptions } from './options.js'
import { pass } from './pass.js'
import { isEnding, stopAll } from './processes.js'
import { print, resultOf } from './report.js'
import { step } from './steps.js'
import { startZipkin } from './zipkin-server.js'

const options = readOptions(process.argv)
let status = 2 // until there is a result

for (const [signal, number] of Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 })) {
  process.on(signal, async () => {
    if (isEnding()) return // npm passes Ctrl-C on, so it may come twice
    const measured = status !== 2
    await stopAll()
    process.exit(measured ? status : 128 + number)
  })
}

try {
  await demo()
  await stopAll()
} catch (error) {
  const interrupted = isEnding()
  await stopAll()
  if (!interrupted) console.error(error instanceof Unprepared ? `\n${error.message}` : error)
}
process.exitCode = status // not exit(): stdout may be a slow pipe

async function demo() {
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
  print(result, options)
  status = result.whole ? 0 : 1
  if (!options.keep) return after.stop()
  console.error('\nRunning until Ctrl-C.')
  await new Promise(() => {})
}
