// Starts an Envoy from its resources, and waits until it is ready.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { start } from '../shared/processes.js'
import { address } from './envoy-parts.js'

/**
 * @param resources `{ listeners, clusters }`; what else belongs into a bootstrap goes into `more`
 * @returns the program (tools/shared/processes.js), ready
 */
export async function startEnvoy(envoy, folder, name, admin, resources, more = {}) {
  const file = join(folder, `${name}.json`)
  const bootstrap = { node: { id: name, cluster: name }, admin: { address: address(admin) }, ...more }
  await writeFile(file, JSON.stringify({ ...bootstrap, static_resources: resources }))
  // Access logs are written every 10 s by default; a caller that asks for one wants to read it.
  const args = [...envoy.args, '-c', file, '--use-dynamic-base-id', '--concurrency', '1', '--log-level', 'error']
  const log = join(folder, `${name}.log`)
  const program = start(name, envoy.command, [...args, '--file-flush-interval-msec', '50'], { log })
  await untilReady(program, name, admin)
  return program
}

export async function untilReady(program, name, admin) {
  for (let i = 0; i < 600; i++) {
    if (program.failure()) throw new Error(program.failure())
    const answer = await fetch(`http://127.0.0.1:${admin}/ready`).catch(() => undefined)
    if (answer?.status === 200) return
    await sleep(50)
  }
  await program.stop()
  throw new Error(`${name} was not ready after 30 s`)
}
