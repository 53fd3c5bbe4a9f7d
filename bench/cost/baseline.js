// The ratios at the last update: bench/cost.json, one entry for each Node line and meter.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { major } from '../../tools/shared/nodes.js'
import { TOLERANCE } from './cells.js'

export const BASELINE = fileURLToPath(new URL('../cost.json', import.meta.url))
const read = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {})

export function keyOf({ unit }) {
  return `node ${major}, ${unit}`
}

export function ratioOf(figures) {
  return figures.traceferry / figures['hand-written']
}

/** A line for each cell that got worse by more than the tolerance, or undefined where nothing is known. */
export function worse(file, key, results) {
  const before = read(file)[key]
  if (before === undefined) return undefined
  return Object.entries(results).flatMap(([cell, figures]) => {
    if (before[cell] === undefined) return []
    const was = ratioOf(before[cell])
    const is = ratioOf(figures)
    if (is <= was * (1 + TOLERANCE / 100)) return []
    return [`${cell}: ${is.toFixed(3)} of hand-written, was ${was.toFixed(3)}`]
  })
}

export function update(file, key, results) {
  const all = read(file)
  writeFileSync(file, `${JSON.stringify({ ...all, [key]: { ...all[key], ...results } }, null, 2)}\n`)
}
