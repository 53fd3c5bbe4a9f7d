// Lists and maps in brackets, as JSON has them, or in the short form of YAML.
import { type Cursor, colon, endLine, hash, newline, space, unusual } from './cursor.ts'
import { unescaped } from './escapes.ts'
import { keyOf } from './keys.ts'
import { meaningOf } from './meaning.ts'
import { listOf, newMap, scalarOf } from './nodes.ts'
import { canBegin } from './plain.ts'
import { doubleEnd, singleEnd, singleValue } from './quotes.ts'

const deepest = 100
const comma = 44

/** What begins with the bracket at `start`, as a member of what is indented by `indent`. */
export function flow(cursor: Cursor, start: number, indent: number): unknown {
  const at: At = { start, end: start }
  const value = collection(cursor, at, indent, 0)
  endLine(cursor, at.end)
  return value
}

/** Where something begins and, once it is read, ends. */
interface At {
  start: number
  end: number
}

function collection(cursor: Cursor, at: At, indent: number, depth: number): unknown {
  if (depth > deepest) throw unusual
  return cursor.text.charCodeAt(at.start) === 91 ? list(cursor, at, indent, depth) : map(cursor, at, indent, depth)
}

function list(cursor: Cursor, at: At, indent: number, depth: number): unknown {
  const { text } = cursor
  const { start } = at
  const items: unknown[] = []
  let from = skip(cursor, start + 1, indent)
  while (text.charCodeAt(from) !== 93) {
    at.start = from
    items.push(value(cursor, at, indent, depth))
    from = between(cursor, at.end, indent, 93)
  }
  at.end = from + 1
  return listOf(cursor, items, start, at.end, true)
}

function map(cursor: Cursor, at: At, indent: number, depth: number): unknown {
  const { text } = cursor
  const { start } = at
  const maker = newMap(cursor)
  let from = skip(cursor, start + 1, indent)
  while (text.charCodeAt(from) !== 125) {
    const end = scalarEnd(cursor, from, indent)
    const isQuoted = text.charCodeAt(from) === 34 || text.charCodeAt(from) === 39
    if (text.charCodeAt(end) !== colon) throw unusual
    // After a plain key the colon needs a space; after one in quotes it is enough by itself.
    const next = text.charCodeAt(end + 1)
    if (!isQuoted && next !== space && next !== newline) throw unusual
    const key = keyOf(cursor, from, end, end + 1)
    maker.check(key)
    at.start = skip(cursor, key.next, indent)
    maker.put(key, value(cursor, at, indent, depth))
    from = between(cursor, at.end, indent, 125)
  }
  at.end = from + 1
  return maker.made(start, at.end, true)
}

function value(cursor: Cursor, at: At, indent: number, depth: number): unknown {
  const { text } = cursor
  const { start } = at
  const code = text.charCodeAt(start)
  if (code === 91 || code === 123) return collection(cursor, at, indent, depth + 1)
  at.end = scalarEnd(cursor, start, indent)
  const raw = text.slice(start, at.end)
  if (code === 34) return scalarOf(cursor, unescaped(raw.slice(1, -1)), 'QUOTE_DOUBLE', start, at.end)
  if (code === 39) return scalarOf(cursor, singleValue(raw.slice(1, -1)), 'QUOTE_SINGLE', start, at.end)
  return scalarOf(cursor, meaningOf(raw), 'PLAIN', start, at.end)
}

/** Behind a text: in quotes on one line, or plain up to what may follow it. */
function scalarEnd(cursor: Cursor, start: number, indent: number): number {
  const { text, end } = cursor
  const first = text.charCodeAt(start)
  if (first === 34 || first === 39) {
    const close = first === 34 ? doubleEnd(cursor, start, indent) : singleEnd(cursor, start, indent)
    if (text.slice(start, close).includes('\n')) throw unusual
    return close
  }
  if (first === colon || !canBegin(cursor, start)) throw unusual
  let at = start
  for (; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code === newline || code === comma || isBracket(code)) break
    if (code === hash || code === 9) throw unusual
    if (code !== colon) continue
    const next = text.charCodeAt(at + 1)
    if (next === space || next === newline || next === comma || isBracket(next) || Number.isNaN(next)) break
  }
  while (text.charCodeAt(at - 1) === space) at -= 1
  if (at <= start) throw unusual
  return at
}

/** From the end of a member to the next one, or to the closing bracket. */
function between(cursor: Cursor, from: number, indent: number, close: number): number {
  const { text } = cursor
  const at = skip(cursor, from, indent)
  if (text.charCodeAt(at) === close) return at
  if (text.charCodeAt(at) !== comma) throw unusual
  return skip(cursor, at + 1, indent)
}

/** Past spaces and line breaks; a new line must be deeper than what the brackets are a member of. */
function skip({ text, end }: Cursor, from: number, indent: number): number {
  let line = -1
  let at = from
  for (; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code === newline) line = at + 1
    else if (code !== space) break
  }
  if (at >= end) throw unusual
  if (line !== -1 && at - line <= indent) throw unusual
  if (line === at && /^(?:---|\.\.\.)/.test(text.slice(at, at + 3))) throw unusual
  return at
}

function isBracket(code: number): boolean {
  return code === 91 || code === 93 || code === 123 || code === 125
}
