// Texts that were read, and places in them.
import { LineCounter } from 'yaml'

/** One text that was read: a file, standard input, or what a process tells. */
export interface Source {
  /** As the user named it; `<stdin>` for standard input. */
  readonly file: string
  readonly text: string
  readonly lines: LineCounter
  /** The folder that the user named, in which the file was found. */
  readonly folder?: string | undefined
}

/** A place in a source. Lines and columns start at 1. */
export interface Place {
  readonly source: Source
  readonly offset: number
  readonly line: number
  readonly column: number
  /** The start of its document, which is known without parsing the text. */
  readonly near?: number
}

export function sourceOf(file: string, text: string, folder?: string): Source {
  const lines = new LineCounter()
  lines.addNewLine(0)
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1)
  return { file, text, lines, folder }
}

export function placeAt(source: Source, offset: number): Place {
  const { line, col } = source.lines.linePos(offset)
  return { source, offset, line: Math.max(line, 1), column: Math.max(col, 1) }
}

/**
 * A place that is computed when its line is first read. Rules make places rule by rule and file by file, so computing them at
 * once would parse each file again for each rule.
 */
export function placeLater(source: Source, near: number, offsetOf: () => number): Place {
  let place: Place | undefined
  const known = () => {
    place ??= placeAt(source, offsetOf())
    return place
  }
  return {
    source,
    near,
    get offset() {
      return known().offset
    },
    get line() {
      return known().line
    },
    get column() {
      return known().column
    },
  }
}

/** The place of a column in a line. The first line is 1. */
export function placeOfLine(source: Source, line: number, column = 1): Place {
  const offset = (source.lines.lineStarts[line - 1] ?? source.text.length) + column - 1
  return { source, offset, line, column }
}

/** The text of one line, without its line break. */
export function lineText(source: Source, line: number): string {
  const start = source.lines.lineStarts[line - 1]
  if (start === undefined) return ''
  const end = source.text.indexOf('\n', start)
  return source.text.slice(start, end === -1 ? undefined : end).replace(/\r$/, '')
}
