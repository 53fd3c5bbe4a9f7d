// Makes plain objects of headers, by copies of earlier objects with the same names.
import { type Lines, nameAt, namesOf, pairsOf, sizeOf, valueAt } from '../headers/header-list.ts'
import { MAX_LINES, MAX_SHAPES } from './shape.ts'

// Each name that an object gets makes the engine look for the next shape of the object, and from the 13th on it keeps the names in a
// table, which costs 560 instructions for each name by the time a client has read it. A copy of an object that has the names already
// costs 290 in all. So the objects of the last few sets of names are kept as templates. Most services have one: the names that their
// sidecar sends.

/** An object with the names of some headers, and the values of one request. */
interface Template {
  readonly names: readonly string[]
  object: Record<string, unknown>
  /** The headers whose values the object has. */
  lines: Lines
  /** The headers that were copied last. When they come again, a request makes several calls, and the object gets their values. */
  last: Lines
}

const templates: Template[] = []

/** A plain object with these headers, which the caller may change. The list must never change. */
export function objectOfLines(lines: Lines): Record<string, unknown> {
  for (let i = 0; i < templates.length; i++) {
    const template = templates[i] as Template
    if (template.lines === lines) return { ...template.object }
    if (hasNames(lines, template.names)) return copyWith(lines, template)
  }
  const object = Object.fromEntries(pairsOf(lines))
  if (sizeOf(lines) <= MAX_LINES) {
    if (templates.length === MAX_SHAPES) templates.shift()
    templates.push({ names: namesOf(lines), object: { ...object }, lines, last: lines })
  }
  return object
}

function copyWith(lines: Lines, template: Template): Record<string, unknown> {
  const copy = { ...template.object }
  for (let i = 0; i < template.names.length; i++) copy[template.names[i] as string] = valueAt(lines, i)
  if (template.last === lines) {
    template.object = { ...copy }
    template.lines = lines
  }
  template.last = lines
  return copy
}

function hasNames(lines: Lines, names: readonly string[]): boolean {
  if (sizeOf(lines) !== names.length) return false
  for (let i = 0; i < names.length; i++) if (nameAt(lines, i) !== names[i]) return false
  return true
}
