// One contender in one cell: what a request costs its process, when everything is warm.
import { startService } from '../speed/start.js'
import { connectTo } from './ask.js'
import { settle } from './settle.js'

/**
 * What is measured: a contender in a cell (bench/speed/start.js), by a meter such as bench/cost/bytes.js.
 * @typedef {import('../speed/start.js').Service & { meter: any }} Service
 */

/** Calls until the engine has optimized what it can, and then windows; the cheapest counts. */
const WARM = 6000
const WINDOWS = 6
const CALLS = 200
/** At least, however many calls each request makes. */
const REQUESTS = 10

/**
 * The meter's figure per request. `calls` in a window and `warm` before it, fewer where each takes long. The least of the
 * windows, as late compilation and big collections only add.
 * @param {Service & { windows?: number, calls?: number, warm?: number }} service
 */
export function measure({ windows: times = WINDOWS, calls = CALLS, warm = WARM, ...service }) {
  return during({ ...service, calls, warm }, async (next) => {
    const windows = []
    for (let i = 0; i < times; i++) windows.push(await next())
    // A window of bytes in which all garbage was collected after all says nothing.
    return Math.round(Math.min(...windows.filter((figure) => figure > 0)))
  })
}

/** Of fetch, every tenth window has a big collection, and those after it are dearer: its median needs several of these. */
const SETTLING = { windows: 20, ofFetch: 40, calls: 250, warm: 2000 }
/** A tracer is far from 1.00, and slow. */
const TRACER = { calls: 100, warm: 1500 }

/**
 * `{ figure, settled }`: as many windows as it takes until their median stays where it is.
 * @param {Service} service
 */
export function measureSettled(service) {
  const sizes = { ...SETTLING, ...(service.contender.claims === 'trace id' && TRACER) }
  const count = service.cell.client === 'fetch' ? sizes.ofFetch : sizes.windows
  return during({ ...service, ...sizes }, (next) => settle(next, count))
}

/**
 * Runs with a function that asks for a window of requests, and gives back what one of them cost.
 * @template T
 * @param {Service & { calls: number, warm: number }} service
 * @param {(next: () => Promise<number>) => Promise<T>} run
 */
async function during({ meter, cell, contender, upstream, folders, calls, warm, environment }, run) {
  const service = await startService({
    ...{ contender, cell, upstream, folders, environment },
    ...{ prefix: meter.command, flags: meter.flags },
  })
  const look = () => service.during(meter.look(service))
  try {
    if (cell.startup) return await look()
    const { ask, close } = await connectTo(service.port, cell)
    const requests = Math.max(REQUESTS, Math.round(calls / (cell.fanOut || 1)))
    await service.during(ask(requests * Math.round(warm / calls)))
    let before = await look()
    const figure = await run(async () => {
      await service.during(ask(requests))
      const after = await look()
      const each = (after - before) / requests
      before = after
      return each
    })
    close()
    return figure
  } finally {
    service.stop()
  }
}
