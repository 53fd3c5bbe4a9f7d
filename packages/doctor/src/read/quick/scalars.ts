// Texts on one line, or folded over several: plain ones, and those in quotes.
import {
  afterSpaces,
  type Cursor,
  colon,
  dash,
  endLine,
  hash,
  isGap,
  lineEnd,
  newline,
  nextLine,
  space,
  tab,
  unusual,
} from './cursor.ts'
import { unescaped } from './escapes.ts'
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
  for (let line = stop + 1, blank = 0; line < end && last === trimmed(text, stop); ) {
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

/** What a plain text of one line stands for in YAML 1.2. */
export function meaningOf(text: string): unknown {
  const code = text.charCodeAt(0)
  // A digit, +, - or a dot.
  if ((code >= 48 && code <= 57) || code === 43 || code === 45 || code === 46) return numberOf(text)
  if (text.length > 5) return text
  if (/^(?:~|[Nn]ull|NULL)$/.test(text)) return null
  if (/^(?:[Tt]rue|TRUE)$/.test(text)) return true
  return /^(?:[Ff]alse|FALSE)$/.test(text) ? false : text
}

function numberOf(text: string): unknown {
  if (/^[-+]?[0-9]+$/.test(text)) return Number.parseInt(text, 10)
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(text)) return Number.parseFloat(text)
  // Octal, hexadecimal, infinite, none: nobody writes them in manifests.
  if (/^(?:0[ox]|[-+]?\.[in])/i.test(text)) throw unusual
  return text
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
    if (code === hash && text.charCodeAt(at - 1) === space) return trimmed(text, at)
  }
  return trimmed(text, stop)
}

function trimmed(text: string, end: number): number {
  let at = end
  while (text.charCodeAt(at - 1) === space) at -= 1
  return at
}

/** Lines become one: a line break is a space, and each empty line between them one line break. */
function folded(raw: string): string {
  if (raw.includes('\t')) throw unusual
  const lines = raw.split('\n')
  let value = lines[0]!.replace(/ +$/, '')
  let between = ' '
  for (const line of lines.slice(1, -1)) {
    const words = line.replace(/^ +| +$/g, '')
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
