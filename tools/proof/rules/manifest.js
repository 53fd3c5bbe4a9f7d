// Reads what the proofs need from a manifest, on a way of its own: were it the doctor's, a mistake in reading would be
// proved right.
import { parseAllDocuments } from 'yaml'

/** Every object of a manifest. */
export const objectsIn = (text) =>
  parseAllDocuments(text)
    .map((document) => document.toJS())
    .filter((object) => object !== null)

export function find(objects, kind, name) {
  const found = objects.find((one) => one.kind === kind && (name === undefined || one.metadata.name === name))
  if (found === undefined) throw new Error(`no ${kind} ${name ?? ''} in the manifest`)
  return found
}

export const containerOf = (workload) => workload.spec.template.spec.containers[0]

/** A variable of the only container. */
export const variable = (workload, name) => containerOf(workload).env?.find((one) => one.name === name)?.value

export const annotationOf = (workload, name) => workload.spec.template.metadata?.annotations?.[name]

/** '1m30s', '600ms', '0s' as milliseconds. */
export function ms(duration) {
  const units = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 }
  return [...String(duration).matchAll(/([\d.]+)(ms|h|m|s)/g)].reduce(
    (sum, [, n, unit]) => sum + Number(n) * units[unit],
    0,
  )
}
