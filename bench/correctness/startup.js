// What a library costs before the first line of the app has run. A figure only: what is too much is for others to say.
import { spawnSync } from 'node:child_process'

const TIMES = 7
const REPORT = `
const { user, system } = process.cpuUsage()
console.log(JSON.stringify({ cpu: (user + system) / 1000, rss: process.memoryUsage.rss() / 2 ** 20 }))
process.exit()`

/** No verdict, so `right` is left out. */
export function startUp({ flags, environment = {} }, _, folder) {
  const bare = []
  const own = []
  // In turn, so that both meet the same machine: its clock and its other work change within seconds.
  for (let i = 0; i < TIMES; i++) {
    bare.push(spent([], process.env))
    own.push(spent(flags, { ...process.env, ...environment, PEERS: folder }))
  }
  return { text: `+${Math.round(least(own, 'cpu') - least(bare, 'cpu'))} ms, ${Math.round(least(own, 'rss'))} MiB` }
}

/** The least, as whatever else the machine does can only add to it. */
function least(runs, key) {
  return Math.min(...runs.map((run) => run[key]))
}

/**
 * @param {readonly string[]} flags
 * @param {NodeJS.ProcessEnv} environment
 */
function spent(flags, { NODE_OPTIONS: _, ...env }) {
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, '--eval', REPORT], { env, encoding: 'utf8' })
  const [line] = /^\{"cpu".*$/m.exec(stdout) ?? []
  if (line === undefined) throw new Error(`no figures: ${stderr}`)
  return JSON.parse(line)
}
