// The command behind `npm run mesh`: the shop in a mesh with transparent interception, on one machine.
import { runCommand } from '../mesh/command.js'
import { findEnvoy } from '../mesh/envoy-binary.js'
import { Unprepared } from '../mesh/errors.js'
import { stopAll } from '../mesh/processes.js'
import { step } from '../mesh/steps.js'
import { compare } from './compare.js'
import { faultTable } from './fault-table.js'
import { howToReach, openUp } from './keep.js'
import { locate, prepareMachine } from './needs.js'
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
  const envoy = await step('Looking for Envoy', async (say) => {
    const found = plainBinary(await findEnvoy(say))
    say(`Envoy ${found.version} (${found.from})`)
    return found
  })
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

/** In a pod only the file itself can be started: no container engine, no launcher in front of it. */
function plainBinary(envoy) {
  if (envoy.args.length > 0) {
    throw new Unprepared('The mesh needs Envoy as a program, not as a container image. Set ENVOY_BIN to it.')
  }
  return { ...envoy, command: envoy.command.includes('/') ? envoy.command : locate(envoy.command) }
}
