// Makes edits of a manifest's text that keep comments, order and quoting everywhere else.
import { isMap, isScalar, isSeq } from 'yaml'
import type { Field } from './read/field.ts'
import type { Resource } from './read/resource.ts'
import type { Edit } from './rule.ts'

/** Replaces the value of a field that is written on one line. */
export function replaceValue(field: Field, text: string): Edit[] {
  const node = (field.origin as Resource).node?.(field.path)
  if (!isScalar(node) || !node.range || /BLOCK/.test(node.type ?? '')) return []
  const quote = node.type === 'QUOTE_DOUBLE' ? '"' : node.type === 'QUOTE_SINGLE' ? "'" : ''
  return [{ start: node.range[0], end: node.range[1], text: `${quote}${text}${quote}` }]
}

/** Adds a last member to a map in block style, below its siblings. */
export function addMember(map: Field, key: string, value: string): Edit[] {
  const { source } = map.origin as Resource
  const node = (map.origin as Resource).node?.(map.path)
  if (!isMap(node) || node.flow || !node.range) return []
  const last = node.items.at(-1)
  const start = (last?.key as { range?: number[] } | undefined)?.range?.[0]
  const end = (last?.value as { range?: number[] } | undefined)?.range?.[1]
  if (start === undefined || end === undefined || !isScalar(last?.value)) return addFirst(map, key, value)
  const at = lineEnd(source.text, end)
  return [{ start: at, end: at, text: `\n${' '.repeat(columnOf(source.text, start))}${key}: ${value}` }]
}

/** Removes a member together with its line. */
export function removeMember(field: Field): Edit[] {
  const { source } = field.origin as Resource
  const node = (field.origin as Resource).node?.(field.path)
  const siblings = (field.origin as Resource).node?.(field.path.slice(0, -1))
  if (!isScalar(node) || !isMap(siblings) || siblings.flow || siblings.items.length < 2 || !node.range) return []
  const start = source.text.lastIndexOf('\n', field.place.offset) + 1
  // The first member of a list item is on the same line as the dash.
  if (source.text.slice(start, field.place.offset).trim() !== '') return []
  return [{ start, end: Math.min(lineEnd(source.text, node.range[1]) + 1, source.text.length), text: '' }]
}

/** Adds a member before the first one, whose key is always alone on its line or behind a dash. */
function addFirst(map: Field, key: string, value: string): Edit[] {
  const { source } = map.origin as Resource
  const node = (map.origin as Resource).node(map.path)
  const first =
    isMap(node) || isSeq(node) ? (node.items[0] as { key?: { range?: number[] } }).key?.range?.[0] : undefined
  if (first === undefined) return []
  return [{ start: first, end: first, text: `${key}: ${value}\n${' '.repeat(columnOf(source.text, first))}` }]
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', Math.max(from - 1, 0))
  const at = end === -1 ? text.length : end
  return text[at - 1] === '\r' ? at - 1 : at
}

function columnOf(text: string, offset: number): number {
  return offset - text.lastIndexOf('\n', offset - 1) - 1
}
