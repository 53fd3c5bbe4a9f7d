// Texts in quotes, on one line or folded over several.
import { afterSpaces, beforeSpaces, type Cursor, endLine, newline, tab, unusual } from './cursor.ts'
import { unescaped } from './escapes.ts'
import { scalarOf } from './nodes.ts'

/** A quoted text that begins at `start`, as a member of what is indented by `indent`. */
export function quoted(cursor: Cursor, start: number, indent: number): unknown {
  const isDouble = cursor.text.charCodeAt(start) === 34
  const end = isDouble ? doubleEnd(cursor, start, indent) : singleEnd(cursor, start, indent)
  const raw = cursor.text.slice(start + 1, end - 1)
  const value = isDouble ? unescaped(raw) : singleValue(raw)
  endLine(cursor, end)
  return scalarOf(cursor, value, isDouble ? 'QUOTE_DOUBLE' : 'QUOTE_SINGLE', start, end)
}

/** Behind the closing quote, some lines down perhaps. */
export function doubleEnd(cursor: Cursor, start: number, indent: number): number {
  const { text, end } = cursor
  for (let at = start + 1; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code === 34) return sameOrDeeper(cursor, start, at, indent) + 1
    if (code === 92) at += 1
    else if (code === tab) break
  }
  throw unusual
}

export function singleEnd(cursor: Cursor, start: number, indent: number): number {
  const { text, end } = cursor
  for (let at = text.indexOf("'", start + 1); at !== -1 && at < end; at = text.indexOf("'", at + 2)) {
    if (text.charCodeAt(at + 1) !== 39) return sameOrDeeper(cursor, start, at, indent) + 1
  }
  throw unusual
}

/** Further lines of a quoted text must be deeper than what it is a member of. */
function sameOrDeeper({ text }: Cursor, start: number, end: number, indent: number): number {
  for (let line = text.indexOf('\n', start); line !== -1 && line < end; line = text.indexOf('\n', line + 1)) {
    const from = afterSpaces(text, line + 1)
    if (text.charCodeAt(from) !== newline && from - line - 1 <= indent) throw unusual
  }
  return end
}

export function singleValue(raw: string): string {
  const lines = raw.includes('\n') ? folded(raw) : raw
  return lines.includes("''") ? lines.replaceAll("''", "'") : lines
}

/** Lines become one: a line break is a space, and each empty line between them one line break. */
function folded(raw: string): string {
  if (raw.includes('\t')) throw unusual
  const lines = raw.split('\n')
  let value = lines[0]!.slice(0, beforeSpaces(lines[0]!, lines[0]!.length))
  let between = ' '
  for (const line of lines.slice(1, -1)) {
    const words = line.slice(afterSpaces(line, 0), beforeSpaces(line, line.length))
    if (words === '') {
      if (between === '\n') value += between
      else between = '\n'
    } else {
      value += between + words
      between = ' '
    }
  }
  return value + between + lines.at(-1)!.replace(/^ +/, '')
}
