// bench/everyone.json: { [line of Node]: { node, date, [part]: { [row]: { [contender]: figure } } } }. Written after each
// figure, so that a run that was ended goes on where it was.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { major } from '../../../tools/shared/nodes.js'

export const FILE = fileURLToPath(new URL('../../everyone.json', import.meta.url))

export const read = (file = FILE) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {})

export function isKnown({ part, cell, contender }, file) {
  return read(file)[major]?.[part]?.[cell.name]?.[contender.name] !== undefined
}

/** The Node that others were counted on, where it is not this one: a patch of Node may cost more than we do. */
export function otherNode(file) {
  const { node } = read(file)[major] ?? {}
  return node === process.versions.node ? undefined : node
}

export function store({ part, cell, contender }, figure, file = FILE) {
  const all = read(file)
  const own = { ...all[major], node: process.versions.node, date: new Date().toISOString().slice(0, 10) }
  const row = { ...own[part]?.[cell.name], [contender.name]: figure }
  own[part] = { ...own[part], [cell.name]: row }
  writeFileSync(file, `${JSON.stringify({ ...all, [major]: own }, null, 2)}\n`)
}
