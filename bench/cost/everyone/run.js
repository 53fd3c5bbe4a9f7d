// `npm run bench -- cost --everyone`: all contenders, into bench/everyone.json, from which docs/performance.md is made.
import http from 'node:http'
import { listen, portOf } from '../../../tools/shared/listen.js'
import { installApps, installTheirs, installUndici8 } from '../../speed/apps.js'
import { atOnce } from '../../speed/at-once.js'
import { findEmulator } from '../emulator.js'
import { instructions } from '../instructions.js'
import { figures } from './figures.js'
import { parts, plan } from './plan.js'
import { isKnown, otherNode, store } from './store.js'

/** Measured by the clock, or with their own load: each runs alone. */
const ALONE = ['pace', 'growth', 'checks']

/**
 * Gives back the exit code: 1 when something was not counted, 2 when there is nothing of that name. `only`, `parts` and `cells` are words in lower case, or undefined.
 * @param {any} options of ../options.js
 * @param {(text: string) => void} say
 */
export async function countEveryone({ only, parts: wanted, cells: words }, say) {
  const { command, reason } = findEmulator(say)
  if (command === undefined) {
    say(`instructions cannot be counted here: ${reason}`)
    return 1
  }
  const named = ({ part, cell, contender }) =>
    (wanted?.includes(part) ?? true) &&
    (words?.some((word) => cell.name.toLowerCase().includes(word)) ?? true) &&
    (only?.some((start) => contender.name.toLowerCase().startsWith(start)) ?? true)
  const chosen = plan.filter(named).filter((job) => only !== undefined || !isKnown(job))
  if (!plan.some(named)) {
    say(`there is nothing of that to count; the parts are ${parts.join(', ')}`)
    return 2
  }
  const other = otherNode()
  if (other !== undefined)
    say(`others were counted on Node ${other}, this is ${process.versions.node}: count all again, or take that one`)
  const folders = {
    apps: installApps(say),
    peers: installTheirs([...new Set(chosen.map(({ contender }) => contender))], say),
  }
  installUndici8(
    chosen.map(({ cell }) => cell),
    say,
  )
  const upstream = http.createServer((_, response) => response.end('x'))
  upstream.keepAliveTimeout = 600_000
  await listen(upstream)
  const common = {
    ...{ folders, upstream: `http://127.0.0.1:${portOf(upstream)}` },
    // With engine flags, Node does not use its precompiled code: no real process starts like that.
    meters: { warm: instructions(command), start: instructions(command, ['--no-warnings']) },
  }
  let done = 0
  let failed = 0
  const count = async ({ part, cell, contender }) => {
    const what = `${++done}/${chosen.length} Node ${process.versions.node}, ${part}, ${cell.name}, ${contender.name}`
    try {
      const figure = await figures[part]({ ...common, cell, contender }, say)
      store({ part, cell, contender }, figure)
      say(`${what}: ${typeof figure === 'number' ? figure.toLocaleString('en') : figure || 'as it says'}`)
    } catch (error) {
      failed++
      say(`${what}: ${error.message}`)
    }
  }
  for (const job of chosen.filter(({ part }) => part === 'checks')) await count(job)
  await atOnce(
    chosen.filter(({ part }) => !ALONE.includes(part)),
    count,
  )
  for (const job of chosen.filter(({ part }) => ALONE.includes(part) && part !== 'checks')) await count(job)
  upstream.close()
  upstream.closeAllConnections()
  return failed === 0 ? 0 : 1
}
