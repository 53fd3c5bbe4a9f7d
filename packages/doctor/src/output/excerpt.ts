// Prepares lines of the input for every output format: it masks secrets and escapes terminal control characters.
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

/** Cuts longer lines around the place, because a whole manifest may be on one line. */
const longest = 160
/** Reads at most this many characters around the place of a finding. */
const longestRead = 4000

/** The line of a place, with the line before and the line after. */
export function excerpt({ source, line, offset, column }: Place): Line[] {
  const last = Math.min(line + 1, source.lines.lineStarts.length)
  return Array.from({ length: last - Math.max(1, line - 1) + 1 }, (_, n) => {
    const at = Math.max(1, line - 1) + n
    return { line: at, text: shownLine(source, at, [offset], at === line ? column : 1) }
  })
}

/** Only the line of a place. */
export function printableLine({ source, line, offset, column }: Place): string {
  return shownLine(source, line, [offset], column)
}

/** One line. `points` are the offsets it is shown for, in order. The text around `column` stays visible. */
export function shownLine(source: Source, line: number, points: readonly number[], column = 1): string {
  const { text, from, isCut } = masked(source, line, points, column)
  if (text.length <= longest) return printable(text)
  const middle = column - from - longest / 2
  const start = middle < longest / 2 ? 0 : Math.min(middle, text.length - longest)
  const end = start + longest
  const [before, after] = [from + start > 0, isCut || end < text.length]
  return `${before ? '...' : ''}${printable(text.slice(start, end))}${after ? '...' : ''}`
}

/** The line of a place with its secrets masked and no other change. Memoized, because fingerprints use it repeatedly. */
export const maskedLine: (place: Place) => string = memoize(
  ({ source, line, offset, column }) => masked(source, line, [offset], column).text,
)

/** Masks before it cuts, because half of a password is still a secret. `from` is where in the line the text begins. */
function masked(source: Source, line: number, points: readonly number[], column: number) {
  const whole = lineText(source, line)
  const isCut = whole.length > longestRead
  const from = isCut ? Math.max(0, Math.min(column - longestRead / 2, whole.length - longestRead)) : 0
  const text = isCut ? whole.slice(from, from + longestRead) : whole
  const start = (source.lines.lineStarts[line - 1] ?? 0) + from
  const hasPoint = pointsIn(points, start, start + text.length + 1).length > 0
  const shown = isYaml(source)
    ? maskParts(text, start, hiddenParts(source, start, start + text.length, points))
    : hasPoint
      ? text
      : keyOf(text)
  return { text: withoutUserinfo(withoutSecrets(shown)), from, isCut }
}

/** Masks the value in a line of a config file or an environment: `NAME=***`. */
function keyOf(text: string): string {
  return text.replace(
    /^(\s*(?:[#!-]\s*)?[^\s=:]+\s*[=:\s]\s*)\S.*$|^(\s*)\S.*$/,
    (_, key, indent) => `${key ?? indent}${mask}`,
  )
}

function maskParts(text: string, start: number, parts: readonly Part[]): string {
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
