// Measures what was chosen, with a progress line, and gives back one plain object: what --json prints and --from reads.
import { cpus } from 'node:os'
import { appPackages, installApps, installTheirs } from './apps.js'
import { atOnce } from './at-once.js'
import { onCore, startLoader } from './loader.js'
import { measureMemory } from './memory.js'
import { progressOf } from './progress.js'
import { burstsOf, measureCell } from './rounds.js'
import { measureScaling, scalingSteps } from './scaling.js'
import { sizeOf } from './size.js'
import { measureStartup, TIMES } from './startup.js'
import { summarise } from './statistics.js'

/**
 * @param {any} options of options.js
 * @param {(text: string) => void} say
 */
export async function measureAll({ cells, contenders, parts, rounds, requests, warm, many }, say) {
  const folders = { apps: installApps(say), peers: installTheirs(contenders, say) }
  const loader = await startLoader(onCore(1))
  const common = { contenders, loader, folders, warm, requests }
  const [main] = cells
  const has = (part) => parts.includes(part)
  const figures = { about: about({ contenders, rounds, requests }), cells: {} }
  const progress = progressOf(
    (has('speed') ? cells.length * (contenders.length + burstsOf(contenders, rounds)) : 0) +
      (has('memory') ? contenders.length : 0) +
      (has('startup') ? contenders.length * TIMES : 0) +
      (has('scaling') ? scalingSteps(contenders) : 0),
  )
  try {
    if (has('speed')) {
      for (const cell of cells) {
        const step = () => progress.step(cell.name)
        figures.cells[cell.name] = summarise(await measureCell({ ...common, cell, rounds, progress: step }))
      }
    }
    if (has('startup')) {
      const step = () => progress.step('start-up')
      figures.startup = { cell: main.name, ...(await measureStartup({ ...common, cell: main, progress: step })) }
      figures.size = Object.fromEntries(contenders.map((one) => [one.name, sizeOf(one, folders.peers)]))
    }
    if (has('memory')) {
      figures.memory = { cell: main.name, requests: many }
      const own = async () => {
        const loader = await startLoader()
        return { own: loader, stop: loader.stop }
      }
      const jobs = contenders.map((contender) => ({ ...common, cell: main, contender, requests: many }))
      const found = {}
      const measureOne = async (job, loader) => {
        found[job.contender.name] = await measureMemory({ ...job, loader })
        progress.step(`memory, ${job.contender.name}`)
      }
      await atOnce(jobs, measureOne, own)
      for (const { name } of contenders) figures.memory[name] = found[name]
    }
    if (has('scaling')) figures.scaling = await measureScaling({ ...common, progress: progress.step, say })
    return figures
  } finally {
    progress.stop()
    loader.stop()
  }
}

function about({ contenders, rounds, requests }) {
  const [{ model }, ...rest] = cpus()
  const machine = `${model}, ${rest.length + 1} cores`
  const versions = Object.entries(Object.assign({}, appPackages, ...contenders.map(({ packages }) => packages)))
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    machine,
    rounds,
    requests,
    versions,
  }
}
