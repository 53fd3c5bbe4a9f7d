// Runs the built doctor on files or folders, and returns its findings.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const binary = fileURLToPath(new URL('../../packages/doctor/bin/doctor.js', import.meta.url))

/**
 * @returns the findings, how many objects there were, and `crash` with the doctor's own words if it could not check everything. A file that is not valid YAML is not a crash: the findings come from the rest.
 */
export function examine(cwd, paths, mesh) {
  const args = [binary, ...paths, '--mesh', mesh, '--format', 'json']
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (!stdout.startsWith('{')) return { findings: [], objects: 0, crash: stderr.trim().split('\n').at(-1) }
  const { findings, summary } = JSON.parse(stdout)
  const crash = status === null || status > 2 ? stderr.trim() : undefined
  return { findings, objects: summary.resources, crash }
}
