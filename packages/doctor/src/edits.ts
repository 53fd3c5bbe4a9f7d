// Makes edits of a manifest's text that keep comments, order and quoting everywhere else. What is written in an unusual way
// (flow style, `? key`, aliases, merge keys) is not edited.
import { isMap, isScalar, type Pair } from 'yaml'
import type { Field } from './read/field.ts'
import { isMergeKey } from './read/merge-key.ts'
import type { Resource } from './read/resource.ts'
import type { Edit } from './rule.ts'

/** Replaces the value of a field that is written on one line. */
export function replaceValue(field: Field, text: string): Edit[] {
  const node = (field.origin as Resource).node?.(field.path)
  if (!isScalar(node) || !node.range || /BLOCK/.test(node.type ?? '') || node.tag !== undefined) return []
  const { text: whole } = (field.origin as Resource).source
  if (whole.slice(node.range[0], node.range[1]).includes('\n')) return []
  const quote = node.type === 'QUOTE_DOUBLE' ? '"' : node.type === 'QUOTE_SINGLE' ? "'" : ''
  return [{ start: node.range[0], end: node.range[1], text: `${quote}${text}${quote}` }]
}

/** Adds a last member to a map in block style, below its siblings. */
export function addMember(map: Field, key: string, value: string): Edit[] {
  const { source } = map.origin as Resource
  const node = (map.origin as Resource).node?.(map.path)
  if (!isMap(node) || node.flow || !node.range || !node.items.every((pair) => isPlain(pair, source.text))) return []
  const last = node.items.at(-1)
  const start = startOf(last)
  const end = (last?.value as { range?: number[] } | undefined)?.range?.[1]
  if (start === undefined || end === undefined || !isScalar(last?.value)) return addFirst(map, key, value)
  const at = lineEnd(source.text, end)
  const eol = eolAt(source.text, at)
  return [{ start: at, end: at, text: `${eol}${' '.repeat(columnOf(source.text, start))}${key}: ${value}` }]
}

/** Removes a member together with its line. */
export function removeMember(field: Field): Edit[] {
  const { source } = field.origin as Resource
  const node = (field.origin as Resource).node?.(field.path)
  const siblings = (field.origin as Resource).node?.(field.path.slice(0, -1))
  if (!isScalar(node) || !isMap(siblings) || siblings.flow || siblings.items.length < 2 || !node.range) return []
  if (!siblings.items.every((pair) => isPlain(pair, source.text))) return []
  const start = source.text.lastIndexOf('\n', field.place.offset) + 1
  // The first member of a list item is on the same line as the dash.
  if (source.text.slice(start, field.place.offset).trim() !== '') return []
  const end = source.text.indexOf('\n', Math.max(node.range[1] - 1, field.place.offset))
  return [{ start, end: end === -1 ? source.text.length : end + 1, text: '' }]
}

/** Adds a member before the first one, whose key is always alone on its line or behind a dash. */
function addFirst(map: Field, key: string, value: string): Edit[] {
  const { source } = map.origin as Resource
  const node = (map.origin as Resource).node(map.path)
  const first = isMap(node) ? startOf(node.items[0]) : undefined
  if (first === undefined) return []
  const eol = eolAt(source.text, lineEnd(source.text, first + 1))
  return [{ start: first, end: first, text: `${key}: ${value}${eol}${' '.repeat(columnOf(source.text, first))}` }]
}

/** Whether a member is written as `key: value`, and the key begins its line or follows a dash. */
function isPlain(pair: Pair<unknown, unknown>, text: string): boolean {
  const start = startOf(pair)
  if (
    start === undefined ||
    !isScalar(pair.key) ||
    isMergeKey(pair.key) ||
    pair.key.anchor !== undefined ||
    pair.key.tag !== undefined
  )
    return false
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start)
  return /^ *(- +)*$/.test(before)
}

function startOf(pair: Pair<unknown, unknown> | undefined): number | undefined {
  return (pair?.key as { range?: number[] } | undefined)?.range?.[0]
}

/** The line break of a line that ends here, so that a file of Windows stays one. */
function eolAt(text: string, at: number): string {
  if (text.startsWith('\r\n', at)) return '\r\n'
  return !text.startsWith('\n', at) && text.includes('\r\n') ? '\r\n' : '\n'
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', Math.max(from - 1, 0))
  const at = end === -1 ? text.length : end
  return text[at - 1] === '\r' ? at - 1 : at
}

function columnOf(text: string, offset: number): number {
  return offset - text.lastIndexOf('\n', offset - 1) - 1
}
