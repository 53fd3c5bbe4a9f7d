// The golden files: for each tracer one, for each case a row, for each way in which Envoy's versions differ a row more.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'

const file = (tracer) => new URL(`./golden/envoy-${tracer}.json`, import.meta.url)

/** The versions are told apart by their first two numbers: patches have made no difference so far. */
export const minorOf = (version) => version.split('.').slice(0, 2).join('.')

/** @returns name -> the row of this version; undefined for a case that it has no row for */
export function goldenRows(tracer, version) {
  const rows = Object.entries(read(tracer)).map(([name, versions]) => {
    const found = versions.find(({ envoy }) => envoy.split(' ').includes(minorOf(version)))
    if (!found) return [name, undefined]
    const { envoy: _, ...row } = found
    return [name, row]
  })
  return Object.fromEntries(rows)
}

/** Puts the rows of the versions that ran in the place of their old ones. Rows of other versions stay. */
export function writeGolden(tracer, results) {
  const before = read(tracer)
  const names = results[0].rows.map(({ name }) => name)
  const golden = names.map((name) => {
    const byVersion = new Map(
      (before[name] ?? []).flatMap(({ envoy, ...row }) => envoy.split(' ').map((v) => [v, row])),
    )
    for (const { version, rows } of results) byVersion.set(minorOf(version), rows.find((one) => one.name === name).row)
    return [name, grouped([...byVersion].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true })))]
  })
  writeFileSync(file(tracer), `${JSON.stringify(Object.fromEntries(golden), null, 2)}\n`)
}

/** Where the old and the new row differ, as lines. */
export function differences(golden, row) {
  if (golden === undefined) return ['no such row in the golden file']
  return Object.keys({ ...golden, ...row })
    .filter((key) => !isDeepStrictEqual(golden[key], row[key]))
    .map((key) => `${key}: ${JSON.stringify(golden[key])} was expected, ${JSON.stringify(row[key])} was seen`)
}

function read(tracer) {
  return existsSync(file(tracer)) ? JSON.parse(readFileSync(file(tracer), 'utf8')) : {}
}

function grouped(byVersion) {
  const groups = []
  for (const [version, row] of byVersion) {
    const same = groups.find((group) => isDeepStrictEqual(group.row, row))
    if (same) same.envoy.push(version)
    else groups.push({ envoy: [version], row })
  }
  return groups.map(({ envoy, row }) => ({ envoy: envoy.join(' '), ...row }))
}
