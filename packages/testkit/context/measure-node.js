// One Node's whole run, with its version.
import { execFileSync } from 'node:child_process'
import { measure as run } from './world/measure.js'

/** Resolves to { version, cells, examples, stuck, clients }. */
export async function measure(binary, wanted, progress) {
  const version = execFileSync(binary, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim()
  return { version, ...(await run(binary, wanted, progress)) }
}
