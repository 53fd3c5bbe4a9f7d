// Where the quick reader is in a text, and what stands on the next line.

export interface Cursor {
  readonly text: string
  /** The end of the document: the next one's marker, or that of the text. */
  readonly end: number
  /** The first character of the line that is looked at. */
  at: number
  /** Its first character that is no space. */
  from: number
  /** How far it is indented; -1 at the end. */
  indent: number
  /** Whether nodes with their places are made, and not only values. */
  readonly places: boolean
}

/** Thrown for all that is out of the ordinary: the YAML parser reads it instead. */
export const unusual: Error = new Error('not for the quick reader')

export const newline = 10
export const space = 32
export const tab = 9
export const hash = 35
export const dash = 45
export const colon = 58

/** Goes to the next line with something on it. */
export function nextLine(cursor: Cursor): void {
  const { text, end } = cursor
  for (let line = cursor.at; line < end; ) {
    const from = afterSpaces(text, line)
    const code = from < end ? text.charCodeAt(from) : newline
    if (code === tab) throw unusual
    if (code === newline) line = from + 1
    else if (code === hash) line = lineEnd(cursor, from) + 1
    else {
      cursor.at = line
      cursor.from = from
      cursor.indent = from - line
      return
    }
  }
  cursor.at = end
  cursor.from = end
  cursor.indent = -1
}

/** To the next line, when nothing but a comment is left of this one after `at`. */
export function endLine(cursor: Cursor, at: number): void {
  const rest = afterSpaces(cursor.text, at)
  if (!isEnd(cursor, rest) && (rest === at || cursor.text.charCodeAt(rest) !== hash)) throw unusual
  cursor.at = lineEnd(cursor, rest) + 1
  nextLine(cursor)
}

export function afterSpaces(text: string, from: number): number {
  let at = from
  while (text.charCodeAt(at) === space) at += 1
  return at
}

/** By hand: a pattern for spaces at the end takes the square of those in the middle. */
export function beforeSpaces(text: string, end: number): number {
  let at = end
  while (text.charCodeAt(at - 1) === space) at -= 1
  return at
}

/** Where the line's newline is, or the end of the document. */
export function lineEnd({ text, end }: Cursor, from: number): number {
  const at = text.indexOf('\n', from)
  return at === -1 || at > end ? end : at
}

export function isEnd({ text, end }: Cursor, at: number): boolean {
  return at >= end || text.charCodeAt(at) === newline
}

/** What follows an indicator that is one. */
export function isGap(cursor: Cursor, at: number): boolean {
  return isEnd(cursor, at) || cursor.text.charCodeAt(at) === space
}

export function isDash(cursor: Cursor, at: number): boolean {
  return cursor.text.charCodeAt(at) === dash && isGap(cursor, at + 1)
}
