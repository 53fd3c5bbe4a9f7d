// Plain texts, on one line or folded over several.
import {
  afterSpaces,
  beforeSpaces,
  type Cursor,
  colon,
  dash,
  hash,
  isGap,
  lineEnd,
  newline,
  nextLine,
  space,
  tab,
  unusual,
} from './cursor.ts'
import { meaningOf } from './meaning.ts'
import { scalarOf } from './nodes.ts'

/** A plain text that begins at `start`, as a member of what is indented by `indent`. */
export function plain(cursor: Cursor, start: number, indent: number): unknown {
  const { text, end } = cursor
  if (!canBegin(cursor, start)) throw unusual
  let stop = lineEnd(cursor, start)
  let last = plainEnd(cursor, start, stop)
  let value = text.slice(start, last)
  let lines = 1
  // Deeper lines belong to it, as long as no comment has ended it.
  for (let line = stop + 1, blank = 0; line < end && last === beforeSpaces(text, stop); ) {
    const from = afterSpaces(text, line)
    const code = from < end ? text.charCodeAt(from) : newline
    if (code === newline) {
      line = from + 1
      blank += 1
      continue
    }
    if (from - line <= indent || code === hash) break
    stop = lineEnd(cursor, from)
    last = plainEnd(cursor, from, stop)
    value += (blank === 0 ? ' ' : '\n'.repeat(blank)) + text.slice(from, last)
    blank = 0
    lines += 1
    line = stop + 1
  }
  cursor.at = stop + 1
  nextLine(cursor)
  return scalarOf(cursor, lines === 1 ? meaningOf(value) : value, 'PLAIN', start, last)
}

/** Whether a plain text may begin here: with no indicator, or with a dash or a colon that is none. */
export function canBegin(cursor: Cursor, at: number): boolean {
  const code = cursor.text.charCodeAt(at)
  if (code === dash || code === colon) return !isGap(cursor, at + 1)
  return !indicators.has(code)
}

const indicators = new Set([...'?,[]{}#&*!|>\'"%@`\t'].map((one) => one.charCodeAt(0)))

/** Where it ends on this line: before a comment, and without the spaces behind it. */
function plainEnd(cursor: Cursor, start: number, stop: number): number {
  const { text } = cursor
  for (let at = start; at < stop; at++) {
    const code = text.charCodeAt(at)
    if (code === tab || (code === colon && isGap(cursor, at + 1))) throw unusual
    if (code === hash && text.charCodeAt(at - 1) === space) return beforeSpaces(text, at)
  }
  return beforeSpaces(text, stop)
}
