// One contender in one cell: what a request costs its process, when everything is warm.
import { startService } from '../speed/start.js'
import { connectTo } from './ask.js'

/** Until the engine has optimised what it will, and then windows of which the cheapest counts. */
const WARM = 1000
const WINDOWS = 6
const REQUESTS = 200

/** The meter's figure per request. The least of the windows, as late compilation and big collections only add. */
export async function measure({ meter, cell, contender, upstream, folders }) {
  const service = await startService({
    ...{ contender, cell, upstream, folders },
    ...{ prefix: meter.command, flags: meter.flags },
  })
  const look = () => service.during(meter.look(service))
  try {
    const { ask, close } = await connectTo(service.port, cell.headers)
    await service.during(ask(WARM))
    const windows = []
    let before = await look()
    for (let i = 0; i < WINDOWS; i++) {
      await service.during(ask(REQUESTS))
      const after = await look()
      windows.push((after - before) / REQUESTS)
      before = after
    }
    close()
    return Math.round(Math.min(...windows))
  } finally {
    service.stop()
  }
}
