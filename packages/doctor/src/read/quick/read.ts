// Reads the YAML that manifests are written in, eight times as fast as the parser: blocks, brackets, plain and quoted texts.
// What it is not sure of (anchors, tags, odd indentation, whatever is wrong) it leaves to the parser. A test compares the two.
import type { Node } from 'yaml'
import { block } from './blocks.ts'
import { type Cursor, endLine, isEnd, nextLine, unusual } from './cursor.ts'
import { flow } from './flow.ts'

/** One document of a text: from its marker to the next one's. */
export interface Part {
  readonly start: number
  readonly end: number
}

/** The documents of a text; undefined when it has anything of which it is hard to say where they begin and end. */
export function partsOf(text: string): Part[] | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the parser has its own ideas about them
  if (/[\0-\x08\x0b-\x1f\uFEFF]|^(?:%|\.\.\.)/m.test(text)) return undefined
  const parts: Part[] = []
  let start = 0
  for (
    let at = isMarker(text, 0) ? text.indexOf('\n---', 1) : text.indexOf('\n---');
    at !== -1;
    at = text.indexOf('\n---', at + 1)
  ) {
    if (!isMarker(text, at + 1)) continue
    parts.push({ start, end: at + 1 })
    start = at + 1
  }
  parts.push({ start, end: text.length })
  return parts
}

/** The value of a document, or undefined when the parser has to read it. An empty one is null. */
export function quickValue(text: string, { start, end }: Part): unknown {
  return attempt({ text, end, at: start, from: start, indent: 0, places: false })
}

/** The same as nodes of the parser, with their places. */
export function quickNode(text: string, { start, end }: Part): Node | null | undefined {
  return attempt({ text, end, at: start, from: start, indent: 0, places: true }) as Node | null | undefined
}

function attempt(cursor: Cursor): unknown {
  try {
    return root(cursor)
  } catch (error) {
    if (error === unusual) return undefined
    throw error
  }
}

function root(cursor: Cursor): unknown {
  const { text, at } = cursor
  if (isMarker(text, at)) endLine(cursor, at + 3)
  else nextLine(cursor)
  if (isOver(cursor)) return null
  if (cursor.indent !== 0 || isEnd(cursor, cursor.from)) throw unusual
  const first = text[cursor.from]
  const value = first === '{' || first === '[' ? flow(cursor, cursor.from, -1) : block(cursor)
  if (!isOver(cursor)) throw unusual
  return value
}

/** Whether nothing but blank lines and comments is left. */
function isOver({ indent }: Cursor): boolean {
  return indent === -1
}

function isMarker(text: string, at: number): boolean {
  return text.startsWith('---', at) && /^[ \t\r\n]?$/.test(text.charAt(at + 3))
}
