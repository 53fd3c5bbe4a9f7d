// Keys of maps: on one line, and texts.
import { type Cursor, colon, hash, isGap, newline, space, tab, unusual } from './cursor.ts'
import { meaningOf } from './meaning.ts'
import type { Key } from './nodes.ts'
import { canBegin } from './plain.ts'

/** Far below what YAML allows, and above what anybody writes. */
const longest = 500

/** The key that stands at `start` of a block map. */
export function keyAt(cursor: Cursor, start: number): Key {
  const end = keyEnd(cursor, start)
  if (end === -1) throw unusual
  return keyOf(cursor, start, end, end + 1)
}

/** Where the key at `start` ends and its colon is; -1 when what stands here is no key. */
export function keyEnd(cursor: Cursor, start: number): number {
  const { text, end } = cursor
  const first = text.charCodeAt(start)
  if (first === 34 || first === 39) {
    const close = quoteEnd(cursor, start)
    return close !== -1 && text.charCodeAt(close) === colon && isGap(cursor, close + 1) ? close : -1
  }
  if (!canBegin(cursor, start)) return -1
  for (let at = start + 1; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code === colon && isGap(cursor, at + 1)) return at
    if (code === newline) return -1
    if (code === tab) throw unusual
    if (code === hash && text.charCodeAt(at - 1) === space) return -1
  }
  return -1
}

export function keyOf({ text }: Cursor, start: number, end: number, next: number): Key {
  const first = text.charCodeAt(start)
  const isQuoted = first === 34 || first === 39
  const name = isQuoted ? text.slice(start + 1, end - 1) : text.slice(start, end)
  // Of a quoted one the quotes would have to be undone; a number or a null is a key of another kind.
  if (isQuoted ? /[\\'"]/.test(name) : name.endsWith(' ') || meaningOf(name) !== name) throw unusual
  if (name.length > longest || name === '__proto__' || name === '<<') throw unusual
  const kind = isQuoted ? (first === 34 ? 'QUOTE_DOUBLE' : 'QUOTE_SINGLE') : 'PLAIN'
  return { name, kind, start, end, next }
}

/** Behind the quote that closes on the same line; -1 without one. */
function quoteEnd({ text, end }: Cursor, start: number): number {
  const quote = text.charCodeAt(start)
  for (let at = start + 1; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code === newline) return -1
    if (code === quote && (quote === 34 || text.charCodeAt(at + 1) !== 39)) return at + 1
    if (code === quote || (quote === 34 && code === 92)) at += 1
  }
  return -1
}
