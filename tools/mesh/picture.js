// `--picture FILE`: a real trace in a real Zipkin, found and opened in a real browser.
import { resolve } from 'node:path'
import { expectedSpans } from '../demo/figures.js'
import { groupByTrace } from '../envoy/traces.js'
import { startZipkin } from '../envoy/zipkin-server.js'
import { step } from '../shared/steps.js'
import { findBrowser } from './browser.js'
import { measure } from './measure.js'
import { startMesh } from './start-mesh.js'
import { openReceiver } from './stores/receiver.js'
import { openTrace } from './zipkin-page.js'

const requests = 30 // the first ones are slow, and a picture should show the usual

export async function picture({ options, envoy }) {
  const file = resolve(options.picture)
  const browser = await step('Looking for Chromium', findBrowser)
  const zipkin = await step('Starting Zipkin', startZipkin)
  const tracer = options.tracer ?? 'zipkin'
  const mesh = await step(`Starting the mesh, tracer ${tracer}`, () =>
    startMesh({ envoy, tracer, openStore: (place) => openReceiver({ ...place, forwardTo: zipkin.url }) }),
  )
  const { answers, spans } = await step(`Sending ${requests} checkouts`, () =>
    measure(mesh, { requests, concurrency: 2 }),
  )
  await step(`Waiting until Zipkin has all ${spans.length} spans`, () => zipkin.receivedAll(spans.length))
  const wanted = quickest(spans, expectedSpans(answers.slice(0, 1)))
  const shown = await step('Opening the trace in Chromium', () =>
    openTrace({ zipkin: zipkin.url, traceId: wanted[0].traceId, browser, file }),
  )
  if (!options.keep) await zipkin.stop()
  const whole = shown.spans === wanted.length
  const text = `\n${shown.url}\nZipkin's page shows ${shown.spans} of the trace's ${wanted.length} spans, ${shown.services} services. Picture: ${file}`
  return { whole, result: { tracer, trace: wanted, picture: { ...shown, file } }, text, mesh }
}

function quickest(spans, size) {
  const whole = groupByTrace(spans).filter((trace) => trace.length === size)
  const time = (trace) => Math.max(...trace.map((span) => span.duration))
  return whole.sort((a, b) => time(a) - time(b))[0]
}
