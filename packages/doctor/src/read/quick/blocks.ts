// Lists and maps by their indentation, which is most of every manifest.
import { blockText } from './block-text.ts'
import { afterSpaces, type Cursor, hash, isDash, isEnd, lineEnd, nextLine, unusual } from './cursor.ts'
import { flow } from './flow.ts'
import { keyAt, keyEnd } from './keys.ts'
import { listOf, newMap } from './nodes.ts'
import { plain } from './plain.ts'
import { quoted } from './quotes.ts'

/** What is deeper is for the parser, which says so when it is too deep. */
const deepest = 100

/** The list or map that begins on this line. */
export function block(cursor: Cursor, depth = 0): unknown {
  if (depth > deepest) throw unusual
  const { from, indent } = cursor
  return isDash(cursor, from) ? list(cursor, from, indent, depth) : map(cursor, from, indent, depth)
}

function map(cursor: Cursor, start: number, indent: number, depth: number): unknown {
  const maker = newMap(cursor)
  for (let at = start; ; at = cursor.from) {
    const key = keyAt(cursor, at)
    maker.check(key)
    maker.put(key, member(cursor, key.next, indent, depth, true))
    if (cursor.indent > indent) throw unusual
    if (cursor.indent < indent) return maker.made(start, cursor.at, false)
  }
}

function list(cursor: Cursor, start: number, indent: number, depth: number): unknown {
  const items: unknown[] = []
  for (let at = start; ; at = cursor.from) {
    items.push(member(cursor, at + 1, indent, depth, false))
    if (cursor.indent > indent) throw unusual
    if (cursor.indent < indent || !isDash(cursor, cursor.from)) return listOf(cursor, items, start, cursor.at, false)
  }
}

/** What follows the colon of a key, or the dash of an item. */
function member(cursor: Cursor, after: number, indent: number, depth: number, isInMap: boolean): unknown {
  const at = afterSpaces(cursor.text, after)
  if (isEnd(cursor, at) || (cursor.text.charCodeAt(at) === hash && at > after)) {
    cursor.at = lineEnd(cursor, at) + 1
    nextLine(cursor)
    if (cursor.indent > indent) return below(cursor, indent, depth)
    // A list may stand as far left as the key that it belongs to.
    if (isInMap && cursor.indent === indent && isDash(cursor, cursor.from)) return block(cursor, depth + 1)
    return nothing(cursor)
  }
  if (!isInMap) {
    const own = at - cursor.at
    if (depth > deepest) throw unusual
    if (isDash(cursor, at)) return list(cursor, at, own, depth + 1)
    if (keyEnd(cursor, at) !== -1) return map(cursor, at, own, depth + 1)
  }
  return text(cursor, at, indent)
}

/** A value that begins on a line of its own. */
function below(cursor: Cursor, indent: number, depth: number): unknown {
  const { from } = cursor
  if (isDash(cursor, from) || keyEnd(cursor, from) !== -1) return block(cursor, depth + 1)
  if (/[|>]/.test(cursor.text.charAt(from))) throw unusual
  return text(cursor, from, indent)
}

function text(cursor: Cursor, at: number, indent: number): unknown {
  switch (cursor.text[at]) {
    case '|':
    case '>':
      return blockText(cursor, at, indent)
    case '"':
    case "'":
      return quoted(cursor, at, indent)
    case '{':
    case '[':
      return flow(cursor, at, indent)
    default:
      return plain(cursor, at, indent)
  }
}

/** Where a value is left out, the parser knows best at which place. */
function nothing(cursor: Cursor): null {
  if (cursor.places) throw unusual
  return null
}
