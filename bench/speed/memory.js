// Memory in one cell: what a request allocates, what stays of it while a timer it made is pending, and what is left of
// many when all is over.
import { bytes } from '../cost/bytes.js'
import { measure } from '../cost/measure.js'
import { startService } from './start.js'

const PENDING = 2000

/** Bytes per request (`allocated`, `retained`), and bytes of the process after `requests` of them (`heap`, `rss`). */
export async function measureMemory({ contender, cell, loader, folders, requests, warm }) {
  const common = { contender, cell, upstream: loader.upstream, folders }
  const allocated = await measure({ meter: bytes, ...common })
  const retained = await withService({ ...common, loader }, { PENDING: '1' }, async ({ ask, load }) => {
    await load(warm)
    const before = await ask('left')
    const done = await load(PENDING)
    return Math.round(((await ask('left')).heapUsed - before.heapUsed) / done)
  })
  return { allocated, retained, ...(await measureGrowth({ ...common, loader, requests })) }
}

/**
 * What is left after this many requests, in bytes (`heap`, `rss`), and by how much the heap grew for each (`leak`).
 * @param {import('./start.js').Service & { loader: any, requests: number }} options
 */
export function measureGrowth({ requests, ...common }) {
  return withService(common, {}, async ({ ask, load }) => {
    await load(Math.ceil(requests / 10))
    const before = await ask('left')
    const done = await load(requests)
    const { heapUsed, rss } = await ask('left')
    return { heap: heapUsed, rss, leak: (heapUsed - before.heapUsed) / done }
  })
}

/**
 * @template T
 * @param {import('./start.js').Service & { loader: any }} options
 * @param {NodeJS.ProcessEnv} environment
 * @param {(service: any) => Promise<T>} run
 */
async function withService({ loader, ...options }, environment, run) {
  const service = await startService({ ...options, environment, flags: ['--expose-gc'] })
  const load = async (requests) =>
    (await loader.tell({ order: 'burst', port: service.port, cell: options.cell, requests })).requests
  try {
    return await run({ ask: service.ask, load })
  } finally {
    service.stop()
  }
}
