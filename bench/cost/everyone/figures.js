// How each part is counted: one figure for a row and a contender.
import { check } from '../../speed/check.js'
import { startLoader } from '../../speed/loader.js'
import { measureGrowth } from '../../speed/memory.js'
import { startService } from '../../speed/start.js'
import { quantile } from '../../speed/statistics.js'
import { startUpstream } from '../../speed/upstream.js'
import { connectTo } from '../ask.js'
import { bytes } from '../bytes.js'
import { measure, measureSettled } from '../measure.js'
import { countCalls } from './calls.js'
import { startEmpty } from './empty.js'

const STARTS = 3
/** Requests that are not over, in each of this many windows. */
const PENDING = 2000
const WINDOWS = 5
const MANY = 1_000_000

/** Native requests in a window, long enough for the clock of the scheduler, and windows; the quickest counts. */
const PACE = { requests: 4000, windows: 30, warm: 8000 }

/**
 * What each takes; `meters` counts under the emulator.
 * @typedef {import('../../speed/start.js').Service & { meters: { warm: any, start: any } }} Piece
 */

/** @type {Record<string, (piece: Piece, say: (text: string) => void) => Promise<number | string>>} */
export const figures = {
  async instructions({ meters, ...service }, say) {
    const { figure, settled } = await measureSettled({ meter: meters.warm, ...service })
    if (!settled) say(`not settled: ${service.cell.name}, ${service.contender.name}`)
    return figure
  },

  calls: ({ meters, ...piece }) => countCalls({ meter: meters.warm, ...piece }),

  start: ({ meters, cell, ...service }) =>
    median(STARTS, async () => {
      if (cell.modules !== undefined) return (await startEmpty({ meter: meters.start, cell, ...service })).count
      return measure({ meter: meters.start, cell: { ...cell, startup: true }, ...service })
    }),

  /** Of processes without the emulator, whose own size would be in it. */
  resident: ({ cell, ...service }) =>
    median(STARTS, async () => {
      if (cell.modules !== undefined) return (await startEmpty({ cell, ...service })).resident
      const { startup, stop } = await startService({ cell, ...service })
      stop()
      return startup.rss
    }),

  bytes: (service) => measure({ meter: bytes, ...service }),

  retained: (service) =>
    native(service, { PENDING: '1' }, ['--expose-gc'], async ({ ask, request }) => {
      await request(PENDING)
      const windows = await windowsOf(
        WINDOWS,
        () => ask('left'),
        () => request(PENDING),
      )
      const each = windows.map(({ before, after }) => (after.heapUsed - before.heapUsed) / PENDING)
      return Math.round(quantile(each, 0.5))
    }),

  /** User time by the share that it has in all windows: the clock that tells them apart is a coarse one. */
  pace: ({ meters, ...service }) =>
    native(service, {}, meters.warm.flags, async ({ ask, request }) => {
      await request(PACE.warm)
      const windows = await windowsOf(
        PACE.windows,
        () => ask('spent'),
        () => request(PACE.requests),
      )
      const user = windows.map(({ before, after }) => after.user - before.user)
      const whole = windows.map(({ before, after }, i) => user[i] + after.system - before.system)
      const share = sum(user) / sum(whole)
      return Number(((Math.min(...whole) * share) / PACE.requests).toFixed(1))
    }),

  async growth({ folders, contender, cell }) {
    const loader = await startLoader()
    const service = { contender, cell, upstream: loader.upstream, folders }
    const { leak } = await measureGrowth({ ...service, loader, requests: MANY }).finally(loader.stop)
    return Number(leak.toFixed(2))
  },

  async checks({ contender, cell, folders }) {
    const upstream = await startUpstream()
    const service = await startService({ contender, cell, upstream: upstream.url, folders })
    const { text } = await check({ contender, cell, port: service.port, upstream })
    service.stop()
    upstream.close()
    return text
  },
}

/** The readings before and after each of this many consecutive windows. */
async function windowsOf(times, look, run) {
  const windows = []
  let before = await look()
  for (let i = 0; i < times; i++) {
    await run()
    const after = await look()
    windows.push({ before, after })
    before = after
  }
  return windows
}

function sum(numbers) {
  return numbers.reduce((all, one) => all + one, 0)
}

async function median(times, take) {
  const all = []
  for (let i = 0; i < times; i++) all.push(await take())
  return Math.round(quantile(all, 0.5))
}

async function native({ contender, cell, upstream, folders }, environment, flags, run) {
  const service = await startService({ contender, cell, upstream, folders, environment, flags })
  const { ask: request, close } = await connectTo(service.port, cell)
  try {
    return await run({ ask: service.ask, request: (times) => service.during(request(times)) })
  } finally {
    close()
    service.stop()
  }
}
