// The command behind `npm run tool -- mesh`: the shop in a mesh with transparent interception, on one machine.
import { runCommand } from '../shared/command.js'
import { stopAll } from '../shared/processes.js'
import { step } from '../shared/steps.js'
import { compare } from './compare.js'
import { faultTable } from './fault-table.js'
import { howToReach, openUp } from './keep.js'
import { findPlainEnvoy, prepareMachine } from './needs.js'
import { readOptions } from './options.js'
import { writePage } from './page.js'
import { picture } from './picture.js'
import { soak } from './soak.js'
import { stopMeshes } from './start-mesh.js'
import { steady } from './steady.js'
import { sweep } from './sweep.js'

const options = readOptions(process.argv)
await runCommand(main, () => Promise.all([stopAll(), stopMeshes()]))

async function main(conclude) {
  await step('Looking at the machine', prepareMachine)
  sweep()
  const envoy = await step('Looking for Envoy', findPlainEnvoy)
  const { whole, result, text, mesh } = await mode()({ options, envoy })
  conclude(whole)
  const open = options.keep ? await openUp(mesh) : undefined
  console.log(options.json ? JSON.stringify({ whole, envoy: envoy.version, ...result, ...open }) : text)
  if (options.write) await writePage({ envoy, result })
  if (!open) return mesh.stop()
  console.error(howToReach(open))
  await new Promise(() => {})
}

/**
 * Each takes `{ options, envoy }` and gives `whole`, which decides how the command ends, the `result`, its `text`, and
 * the last `mesh`, still running.
 */
function mode() {
  if (options.faults) return faultTable
  if (options.soak) return soak
  if (options.picture) return picture
  if (options.load) return steady
  return compare
}
