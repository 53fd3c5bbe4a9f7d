// One contender in one cell: what a request costs its process, when everything is warm.
import { startService } from '../speed/start.js'
import { connectTo } from './ask.js'

/** Calls until the engine has optimised what it will, and then windows of which the cheapest counts. */
const WARM = 6000
const WINDOWS = 6
const CALLS = 200
/** At least, however many calls each request makes. */
const REQUESTS = 10

/** The meter's figure per request. `calls` in a window and `warm` before it, fewer where each takes long. The least of the windows, as late compilation and big collections only add. */
export async function measure({
  meter,
  cell,
  contender,
  upstream,
  folders,
  windows: times = WINDOWS,
  calls = CALLS,
  warm = WARM,
}) {
  const service = await startService({
    ...{ contender, cell, upstream, folders },
    ...{ prefix: meter.command, flags: meter.flags },
  })
  const look = () => service.during(meter.look(service))
  try {
    if (cell.startup) return await look()
    const { ask, close } = await connectTo(service.port, cell)
    const requests = Math.max(REQUESTS, Math.round(calls / (cell.fanOut || 1)))
    await service.during(ask(requests * Math.round(warm / calls)))
    const windows = []
    let before = await look()
    for (let i = 0; i < times; i++) {
      await service.during(ask(requests))
      const after = await look()
      windows.push((after - before) / requests)
      before = after
    }
    close()
    // A window of bytes in which all garbage was collected after all says nothing.
    return Math.round(Math.min(...windows.filter((figure) => figure > 0)))
  } finally {
    service.stop()
  }
}
