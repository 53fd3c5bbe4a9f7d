// Lines of what was read, as every output shows them: secrets masked, and nothing in them that a terminal would obey.
import { printable, withoutUserinfo } from '@traceferry/core/internal'
import { memoize } from '../memoize.ts'
import { isYaml } from '../read/documents.ts'
import { lineText, type Place, type Source } from '../read/source.ts'
import { hiddenParts, type Part, pointsIn } from './hidden-parts.ts'
import { mask, withoutSecrets } from './secrets.ts'

export interface Line {
  readonly line: number
  readonly text: string
}

/** Longer ones are cut around the place: a manifest of one line is as long as its file. */
const longest = 160
/** Around the place of a finding: more is not looked at. */
const longestRead = 4000

/** The line of a place, with the one before and the one after. */
export function excerpt({ source, line, offset, column }: Place): Line[] {
  const last = Math.min(line + 1, source.lines.lineStarts.length)
  return Array.from({ length: last - Math.max(1, line - 1) + 1 }, (_, n) => {
    const at = Math.max(1, line - 1) + n
    return { line: at, text: shownLine(source, at, [offset], at === line ? column : 1) }
  })
}

/** The line of a place alone. */
export function ownLine({ source, line, offset, column }: Place): string {
  return shownLine(source, line, [offset], column)
}

/** One line; `own` are the points that it is shown for, in their order, `column` is what must be seen of it. */
export function shownLine(source: Source, line: number, own: readonly number[], column = 1): string {
  const { text, from, isCut } = masked(source, line, own, column)
  if (text.length <= longest) return printable(text)
  const middle = column - from - longest / 2
  const start = middle < longest / 2 ? 0 : Math.min(middle, text.length - longest)
  const end = start + longest
  const [before, after] = [from + start > 0, isCut || end < text.length]
  return `${before ? '...' : ''}${printable(text.slice(start, end))}${after ? '...' : ''}`
}

/** The line of a place without its secrets, and otherwise as it is: fingerprints are made of it, again and again. */
export const maskedLine: (place: Place) => string = memoize(
  ({ source, line, offset, column }) => masked(source, line, [offset], column).text,
)

/** Masked before it is cut: half of a password is one, too. `from` is where in the line the text begins. */
function masked(source: Source, line: number, own: readonly number[], column: number) {
  const whole = lineText(source, line)
  const isCut = whole.length > longestRead
  const from = isCut ? Math.max(0, Math.min(column - longestRead / 2, whole.length - longestRead)) : 0
  const text = isCut ? whole.slice(from, from + longestRead) : whole
  const start = (source.lines.lineStarts[line - 1] ?? 0) + from
  const isOwn = pointsIn(own, start, start + text.length + 1).length > 0
  const shown = isYaml(source)
    ? without(text, start, hiddenParts(source, start, start + text.length, own))
    : isOwn
      ? text
      : keyOf(text)
  return { text: withoutUserinfo(withoutSecrets(shown)), from, isCut }
}

/** Of a line of a config file or an environment, `NAME=***`. */
function keyOf(text: string): string {
  return text.replace(
    /^(\s*(?:[#!-]\s*)?[^\s=:]+\s*[=:\s]\s*)\S.*$|^(\s*)\S.*$/,
    (_, key, indent) => `${key ?? indent}${mask}`,
  )
}

function without(text: string, start: number, parts: readonly Part[]): string {
  let shown = ''
  let at = 0
  for (const part of [...parts].sort((a, b) => a.start - b.start)) {
    const [from, to] = [Math.max(part.start - start, at), Math.min(part.end - start, text.length)]
    if (to <= from) continue
    const hidden = text.slice(from, to)
    const indent = hidden.length - hidden.trimStart().length
    shown += text.slice(at, from + indent) + (hidden.trim() === '' ? '' : mask)
    at = to
  }
  return shown + text.slice(at)
}
