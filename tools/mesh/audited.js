// What the audit says of a pass: the services that it names, which must be those that run without the line.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { audit } from '@traceferry/audit'
import { services } from '../demo/topology.js'

/** Services that call others: the ones that break traces when they do not forward. */
export const callers = Object.keys(services).filter((name) => services[name].length > 0)

/**
 * @param spans in Zipkin's format
 * @param logs folders of access logs, by what is in them
 * @returns by input, and in it by name of a service, the ids of its kinds, of those that are not whole
 */
export async function audited(spans, folder, logs = {}) {
  const path = join(folder, 'audited-spans.json')
  await writeFile(path, JSON.stringify(spans))
  const inputs = Object.entries({ spans: path, ...logs })
  return Object.fromEntries(await Promise.all(inputs.map(async ([input, where]) => [input, await named(where)])))
}

async function named(path) {
  const { workloads } = await audit({ paths: [path] })
  const found = workloads.filter(({ kinds }) => kinds.length > 0)
  return Object.fromEntries(found.map(({ name, kinds }) => [name, kinds.map(({ id }) => id)]))
}

/** Whether each input names these and nobody else. @param broken names of the services that do not forward */
export function isNamed(found, broken) {
  const one = ([kind, ...more]) => kind === 'does-not-forward' && more.length === 0
  return Object.values(found).every((names) => {
    return Object.keys(names).sort().join() === [...broken].sort().join() && Object.values(names).every(one)
  })
}

/** For the table: by key of a row. */
export const namedIn = (found) =>
  Object.fromEntries(
    Object.entries(found).map(([input, names]) => [`audit-${input}`, Object.keys(names).sort().join(', ') || 'none']),
  )
