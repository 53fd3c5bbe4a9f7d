// Starts the service with a contender in it, and talks to it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { extraNames } from './inbound.js'

const service = fileURLToPath(new URL('service.cjs', import.meta.url))

/**
 * A contender (contenders.js) in a cell (cells.js), which calls `upstream`; `folders` have what was installed for it.
 * @typedef {object} Service
 * @property {any} contender
 * @property {any} cell
 * @property {string} upstream
 * @property {{ apps: string, peers: string }} folders
 * @property {NodeJS.ProcessEnv} [environment]
 */

/**
 * The running service: its port, what the start cost (`cpu` in µs, `rss` in bytes), `ask` for a figure, and `during`,
 * which fails when the service ends before the promise is settled. `prefix` and `flags` go before and after the Node.
 * @param {Service & { prefix?: readonly string[], flags?: readonly string[] }} options
 */
export async function startService({ contender, cell, upstream, folders, prefix = [], flags = [], environment = {} }) {
  const [program, ...args] = [...prefix, process.execPath, ...flags, ...(contender.flags ?? []), service]
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {
      ...process.env,
      ...contender.environment,
      ...environment,
      ...{
        NODE_OPTIONS: '',
        APPS: folders.apps,
        PEERS: folders.peers,
        UPSTREAM: upstream,
        CONTENDER: contender.module,
      },
      ...{ FRAMEWORK: cell.framework, CLIENT: cell.client },
      // For the app itself, and for traceferry.
      ...{ EXTRA_HEADERS: extraNames(cell).join(), TRACEFERRY_HEADERS: userNames(cell) },
      ...{ FANOUT: String(cell.fanOut ?? 1), OWN_HEADERS: String(cell.ownHeaders ?? 0) },
    },
  })
  let last = ''
  child.stderr?.on('data', (chunk) => {
    last = `${last}${chunk}`.slice(-2000)
  })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the service with ${contender.name} ended with ${code}: ${last}`)
  })
  ended.catch(() => {})
  const during = (promise) => Promise.race([promise, ended])
  const [{ port, cpu, rss }] = await during(once(child, 'message'))
  const ask = async (question) => {
    child.send(question)
    return (await during(once(child, 'message')))[0].figure
  }
  return { child, port, startup: { cpu, rss }, during, ask, stop: () => child.kill('SIGKILL') }
}

/** Baggage is among the formats that traceferry knows. */
function userNames(cell) {
  if (cell.user !== undefined) return cell.user
  return extraNames(cell)
    .filter((name) => name !== 'baggage')
    .join()
}
