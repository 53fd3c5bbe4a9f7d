// Texts in blocks: `|` as they are, `>` folded.
import { afterSpaces, type Cursor, lineEnd, nextLine, tab, unusual } from './cursor.ts'
import { scalarOf } from './nodes.ts'

/** A block whose header is at `start`, as a member of what is indented by `indent`. */
export function blockText(cursor: Cursor, start: number, indent: number): unknown {
  const { text, end } = cursor
  const isFolded = text.charCodeAt(start) === 62
  const found = /[1-9]?-?(?= *\n)/y
  found.lastIndex = start + 1
  const [header] = found.exec(text) ?? []
  if (header === undefined) throw unusual
  const strips = header.endsWith('-')
  const first = afterSpaces(text, start + 1 + header.length) + 1
  const lines: string[] = []
  let depth = header === '' || header === '-' ? -1 : indent + Number(header[0])
  let [line, last, stopped, wide] = [first, 0, first, -1]
  while (line < end) {
    const from = afterSpaces(text, line)
    const stop = lineEnd(cursor, from)
    if (from >= stop) {
      // Spaces that stand alone on a line and reach beyond the margin count, but not everywhere.
      if (from > line && depth === -1) throw unusual
      if (from - line > depth && depth !== -1) wide = lines.length
      lines.push(text.slice(Math.min(line + Math.max(depth, 0), stop), stop))
    } else {
      if (depth === -1) depth = from - line
      if (from - line < depth || depth <= indent) {
        if (text.charCodeAt(from) === tab) throw unusual
        break
      }
      if (isFolded && (from - line > depth || text.charCodeAt(from) === tab)) throw unusual
      lines.push(text.slice(line + depth, stop))
      last = lines.length
      stopped = stop + 1
    }
    line = stop + 1
  }
  if (wide >= last || (isFolded && wide !== -1)) throw unusual
  // Without a line of its own it is the empty text, whose end is hard to say.
  if (depth <= indent || last === 0) throw unusual
  const content = lines.slice(0, last)
  const value = (isFolded ? joined(content) : content.join('\n')) + (strips ? '' : '\n')
  cursor.at = Math.min(line, end)
  nextLine(cursor)
  return scalarOf(cursor, value, isFolded ? 'BLOCK_FOLDED' : 'BLOCK_LITERAL', start, Math.min(stopped, end))
}

/** Lines become one, and each empty line between them a line break. */
function joined(lines: readonly string[]): string {
  let value = ''
  let between = ''
  for (const line of lines) {
    if (line === '') {
      if (between === '\n') value += '\n'
      else between = '\n'
    } else {
      value += between + line
      between = ' '
    }
  }
  return value
}
