// Reads one stream of text, whatever it contains: lines of logs, JSON lines, or one large JSON text.
import { createGrowingBytes } from './growing-bytes.ts'
import type { Input, Sink } from './sink.ts'
import { createSplitJson, MOST_BYTES, type SplitJson } from './split-json.ts'

export interface TextReader {
  push(chunk: Buffer): void
  end(): void
}

export interface Readers {
  /** One parsed JSON value. */
  value(value: unknown, input: Input): void
  /** One line that is not JSON. */
  line(line: string, input: Input): void
}

const LF = 0x0a
/** A longer first line is not a line. */
const LONG_LINE = 8 * 1024 * 1024

export function createTextReader(input: Input, sink: Sink, readers: Readers): TextReader {
  const bytes = createGrowingBytes()
  let json: SplitJson | undefined
  let first = true
  let searched = 0

  return {
    push(chunk) {
      if (json !== undefined) return json.push(chunk)
      bytes.add(chunk)
      lines()
      if (json === undefined && first && bytes.all.length > 65_536 && startsJson()) toJson()
      else if (json === undefined && bytes.all.length > LONG_LINE) {
        if (startsJson()) toJson()
        else if (bytes.all.length > MOST_BYTES) drop()
      }
    },
    end() {
      if (json === undefined && bytes.all.length > 0) {
        if (first && startsJson()) toJson()
        else oneLine(bytes.all)
      }
      if (json?.end() === false) sink.broken(input, 'it ends in the middle of a value')
    },
  }

  function lines(): void {
    for (;;) {
      const end = bytes.all.indexOf(LF, searched)
      if (end < 0) {
        searched = bytes.all.length
        return
      }
      searched = 0
      if (first && bytes.all.subarray(0, end).toString('latin1').trim() === '') {
        bytes.drop(end + 1)
        continue
      }
      if (first && startsJson() && !isWhole(bytes.all.toString('utf8', 0, end))) {
        toJson()
        return
      }
      first = false
      oneLine(bytes.all.subarray(0, end))
      bytes.drop(end + 1)
    }
  }

  function drop(): void {
    sink.broken(input, 'a line does not end')
    bytes.drop(bytes.all.length)
    searched = 0
  }

  /** `[2026-` is the start of an access log, `[pod/` is the prefix that kubectl adds. */
  function startsJson(): boolean {
    const start = bytes.all.toString('latin1', 0, 200).replace(/^ï»¿/, '').trimStart()
    return /^(\{|\[\s*[[{\]])/.test(start) || /^\[\s*$/.test(start)
  }

  function toJson(): void {
    json = createSplitJson(
      (text) => {
        const value = parsed(text)
        if (value === undefined) sink.broken(input, 'a value is not JSON')
        else readers.value(value, input)
      },
      (why) => sink.broken(input, why),
    )
    json.push(Buffer.from(bytes.all))
    bytes.drop(bytes.all.length)
  }

  function oneLine(slice: Buffer): void {
    const line = slice.toString('utf8').trim()
    if (line === '') return
    const value = line.startsWith('{') || line.startsWith('[{') || line.startsWith('[[') ? parsed(line) : undefined
    if (value !== undefined) readers.value(value, input)
    else if (line.startsWith('{"')) sink.broken(input, 'a line is not JSON')
    else readers.line(line, input)
  }
}

function isWhole(text: string): boolean {
  return parsed(text) !== undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
