// What the audit says of the spans of a pass: the services that it names, which must be those that run without the line.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { audit } from '@traceferry/audit'
import { services } from '../demo/topology.js'

/** Services that call others: the ones that break traces when they do not forward. */
export const callers = Object.keys(services).filter((name) => services[name].length > 0)

/** @param spans in Zipkin's format, @returns by name of a service the ids of its kinds, of those that are not whole */
export async function audited(spans, folder) {
  const path = join(folder, 'audited-spans.json')
  await writeFile(path, JSON.stringify(spans))
  const { workloads } = await audit({ paths: [path] })
  const found = workloads.filter(({ kinds }) => kinds.length > 0)
  return Object.fromEntries(found.map(({ name, kinds }) => [name, kinds.map(({ id }) => id)]))
}

/** @param broken names of the services that do not forward */
export function isNamed(found, broken) {
  const names = Object.keys(found).sort()
  const one = ([kind, ...more]) => kind === 'does-not-forward' && more.length === 0
  return names.join() === [...broken].sort().join() && Object.values(found).every(one)
}

/** For the table. */
export const namedIn = (found) => Object.keys(found).sort().join(', ') || 'none'
