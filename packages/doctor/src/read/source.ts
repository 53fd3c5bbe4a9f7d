import { LineCounter } from 'yaml'

/** One text that was read: a file, stdin, or what a process told. */
export interface Source {
  /** As the user named it; `<stdin>` for standard input. */
  readonly file: string
  readonly text: string
  readonly lines: LineCounter
  /** The named folder in which the file was found. */
  readonly within?: string | undefined
}

/** Where in a source something stands. Lines and columns start at 1. */
export interface Place {
  readonly source: Source
  readonly offset: number
  readonly line: number
  readonly column: number
  /** Not after it, and known without a look at the text: the beginning of its document. */
  readonly near?: number
}

export function sourceOf(file: string, text: string, within?: string): Source {
  const lines = new LineCounter()
  lines.addNewLine(0)
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1)
  return { file, text, lines, within }
}

export function placeAt(source: Source, offset: number): Place {
  const { line, col } = source.lines.linePos(offset)
  return { source, offset, line: Math.max(line, 1), column: Math.max(col, 1) }
}

/**
 * A place that is looked up when somebody asks for its line: rules make places file by file and rule by rule, and a file that
 * is not kept as it was parsed would be parsed again for each.
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

/** The place of the first character of a line; line 1 is the first. */
export function placeOfLine(source: Source, line: number, column = 1): Place {
  const offset = (source.lines.lineStarts[line - 1] ?? source.text.length) + column - 1
  return { source, offset, line, column }
}

/** The text of one line, without its end. */
export function lineText(source: Source, line: number): string {
  const start = source.lines.lineStarts[line - 1]
  if (start === undefined) return ''
  const end = source.text.indexOf('\n', start)
  return source.text.slice(start, end === -1 ? undefined : end).replace(/\r$/, '')
}
