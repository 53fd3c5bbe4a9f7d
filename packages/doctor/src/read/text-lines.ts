// Finds where a line of a text inside a manifest is, such as a line of a config file in a ConfigMap.
import { type Place, placeOfLine, type Source } from './source.ts'

/**
 * The place of line `n` (the first is 1) of a text. `place` is the place of its key. In a block text (`|`), line n is n lines below
 * the key. In any other style only the key's place is known.
 */
export function placeOfTextLine(place: Place, n: number): Place {
  const { source } = place
  const header = source.text.slice(place.offset, source.text.indexOf('\n', place.offset))
  if (!/:\s*(&\S+\s+)?\|[-+\d]*\s*(#.*)?$/.test(header)) return place
  const line = place.line + n
  return placeOfLine(source, line, indentOf(source, line))
}

/** The column at which the text of a line starts. */
export function indentOf(source: Source, line: number): number {
  const start = source.lines.lineStarts[line - 1] ?? 0
  return 1 + (/^[ \t]*/.exec(source.text.slice(start, start + 200))?.[0].length ?? 0)
}
