// One of the demo's two passes, with its progress on the terminal.
import { Presets, SingleBar } from 'cli-progress'
import pc from 'picocolors'
import { step } from '../shared/steps.js'
import { openShop } from './run-shop.js'
import { services } from './topology.js'

const count = Object.keys(services).length

/**
 * Starts the shop and measures it. Leaves it running: its `stop()` comes with the result.
 * @param {any} options of the command, and `traceferry`, `envoy`, `zipkin`
 */
export async function pass({ traceferry, tracer, requests, concurrency, envoy, zipkin, runtimes }) {
  const how = traceferry ? 'with traceferry' : 'without traceferry'
  const shop = await step(`Starting the shop ${how}: ${count} services, ${count + 1} Envoys`, () =>
    openShop({ traceferry, tracer, envoy, forwardTo: zipkin?.url, runtimes }),
  )
  const format = '  {bar} {value}/{total} checkouts'
  const bar = new SingleBar({ format, hideCursor: true, clearOnComplete: true }, Presets.shades_classic)
  const measure = () => shop.measure({ requests, concurrency, onAnswer: () => bar.increment() })
  bar.start(requests, 0)
  const measured = await measure().finally(() => bar.stop())
  console.error(`${pc.green('✔')} Sent ${requests} checkouts ${how}, ${concurrency} at a time (${measured.seconds} s)`)
  return { ...shop, ...measured }
}
