// Edits of YAML text that leave every other byte as it is: comments, order, quotes, indentation. JSON is also YAML.
import {
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Pair,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'

/** A change to a text. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

type Collection = YAMLMap | YAMLSeq

/** Applies edits. Edits at the same place apply in the given order: what is deeper in the tree comes first. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = edits.map((edit, at) => ({ ...edit, at })).sort((a, b) => a.start - b.start || a.at - b.at)
  const pieces = sorted.flatMap((edit, n) => [text.slice(sorted[n - 1]?.end ?? 0, edit.start), edit.text])
  return [...pieces, text.slice(sorted.at(-1)?.end ?? 0)].join('')
}

/** Adds members to a map, or items to a list, after the existing ones. */
export function append(text: string, collection: Collection, value: unknown): Edit {
  const at = collection.items.length === 0 ? undefined : endOf(collection.items.at(-1))
  if (collection.flow || at === undefined) return appendFlow(text, collection, value, at)
  const newline = newlineOf(text)
  const end = lineEnd(text, at)
  const dash = isSeq(collection) ? collection.range?.[0] : startOf(collection.items[0])
  const lines = blockLines(value, columnOf(text, dash ?? 0), text)
  return { start: end, end, text: lines.map((line) => `${newline}${line}`).join('') }
}

/** Gives a value to a key without one: `env:`, or `env: null`. */
export function fill(text: string, map: YAMLMap, pair: Pair, value: unknown): Edit {
  const key = endOf(pair.key) ?? 0
  const colon = /^\s*:/.exec(text.slice(key, key + 100))?.[0]
  const start = key + (colon?.length ?? 0)
  const end = isScalar(pair.value) && pair.value.source ? (endOf(pair) ?? start) : start
  const inLine = map.flow ? JSON.stringify(value) : typeof value === 'string' ? value : undefined
  if (inLine !== undefined) return { start, end, text: `${colon === undefined ? ':' : ''} ${inLine}` }
  const lines = blockLines(value, columnOf(text, startOf(pair) ?? 0) + 2, text)
  const rest = text.slice(end, lineEnd(text, end))
  return { start, end: end + rest.length, text: [rest, ...lines].join(newlineOf(text)) }
}

/** Removes a member or an item; if it is the only one, removes `whole` instead. */
export function remove(text: string, collection: Collection, at: number, whole: () => Edit): Edit {
  if (collection.items.length === 1) return stoodEmpty(text, collection) ?? whole()
  const item = collection.items[at]
  const next = collection.items[at + 1]
  const end = endOf(item) ?? 0
  if (collection.flow) {
    const before = collection.items[at - 1]
    return before === undefined
      ? { start: startOf(item) ?? 0, end: startOf(next) ?? 0, text: '' }
      : { start: endOf(before) ?? 0, end, text: '' }
  }
  const start = isSeq(collection) ? text.lastIndexOf('-', (startOf(item) ?? 1) - 1) : (startOf(item) ?? 0)
  if (at === 0)
    return { start, end: isSeq(collection) ? text.lastIndexOf('-', startOf(next)! - 1) : startOf(next)!, text: '' }
  // From the end of the previous line, so that it also works at the end of a text without a newline.
  const from = text.lastIndexOf('\n', start - 1)
  return { start: text[from - 1] === '\r' ? from - 1 : from, end: lineEnd(text, end), text: '' }
}

/** Empties a list, or a map, that `append` found empty; undefined for any other. */
export function stoodEmpty(text: string, { flow, items, range }: Collection): Edit | undefined {
  const [start, end] = [startOf(items[0]), endOf(items.at(-1))]
  if (!flow || start === undefined || end === undefined || text[end] !== ' ' || range?.[1] !== end + 2) return undefined
  return { start, end: end + 1, text: '' }
}

/** Where a node, or a member of a map, begins. */
function startOf(item: unknown): number | undefined {
  if (isPair(item)) return startOf(item.key)
  return isNode(item) ? item.range?.[0] : undefined
}

/** Where the last character of a node is, without the comments after it. */
export function endOf(item: unknown): number | undefined {
  if (isPair(item)) return endOf(item.value) ?? endOf(item.key)
  if (isCollection(item) && !item.flow && item.items.length > 0) return endOf(item.items.at(-1))
  if (!isNode(item)) return undefined
  return isScalar(item) && item.value === null && item.source === '' ? undefined : item.range?.[1]
}

function appendFlow(text: string, collection: Collection, value: unknown, at: number | undefined): Edit {
  const json = JSON.stringify(value)
  const inner = isMap(collection) || Array.isArray(value) ? json.slice(1, -1) : json
  const close = text.lastIndexOf(isMap(collection) ? '}' : ']', (collection.range?.[1] ?? 1) - 1)
  const start = at ?? close
  // The space distinguishes a list that was already there, but empty, from one that we added, when the payload is removed.
  return { start, end: start, text: at === undefined ? `${inner} ` : `, ${inner}` }
}

/** A value in block style, whose lines begin at a column. */
function blockLines(value: unknown, column: number, text: string): string[] {
  const indentSeq = !/^(\s*)[\w"'-]+:[^\S\n]*\r?\n\1- /m.test(text)
  const lines = stringify(value, { lineWidth: 0, indentSeq, aliasDuplicateObjects: false }).trimEnd().split('\n')
  return lines.map((line) => `${' '.repeat(column)}${line}`)
}

/** The end of the line that contains a character before `from`, without its newline. */
function lineEnd(text: string, from: number): number {
  const found = text.indexOf('\n', Math.max(from - 1, 0))
  const at = found === -1 ? text.length : found
  return text[at - 1] === '\r' ? at - 1 : at
}

function columnOf(text: string, offset: number): number {
  return offset - text.lastIndexOf('\n', offset - 1) - 1
}

function newlineOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}
