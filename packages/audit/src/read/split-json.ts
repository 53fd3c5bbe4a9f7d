// Cuts a JSON text of any size into values that are small enough to parse: the elements of its outer lists. Reading a
// gigabyte costs a few seconds; parsers that emit an event for each token take minutes.

import { createGrowingBytes } from './growing-bytes.ts'

/** The lists that hold spans or traces, by the names of their members in the formats of stores. */
const lists = new Set(['data', 'resourceSpans', 'batches', 'traces'])
/** Objects around such a list. */
const wrappers = new Set(['result', 'trace'])

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a]
const byteOrderMark = [0xef, 0xbb, 0xbf]
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d]

/** The maximum bytes of one value: an array of traces may be endless, a single trace may not. */
export const MOST_BYTES: number = 128 * 1024 * 1024

export interface SplitJson {
  push(chunk: Buffer): void
  /** @returns whether the text ended where a value did */
  end(): boolean
}

/**
 * @param onValue gets the text of each value
 * @param onOdd is called if brackets do not match or a value is too large; nothing is read after that
 */
export function createSplitJson(onValue: (text: string) => void, onOdd: (why: string) => void): SplitJson {
  const bytes = createGrowingBytes()
  /** Where reading continues in `bytes`. */
  let at = 0
  /** The containers whose contents are read: `[` of elements, `{` of members. */
  const open: number[] = []
  let key = ''
  let stopped = false
  // About the value that is being skipped or kept, if any:
  let from = -1
  let depth = 0
  let inText = false
  let keep = false
  /** At the top, `{"a": [` is opened, and `{"a": "b"}` is not. */
  let afterColon = false

  return {
    push(chunk) {
      if (stopped) return
      bytes.add(chunk)
      scan()
      if (from >= 0 && open.length === 0 && isWrapped()) {
        open.push(openBrace)
        at = from + 1
        from = -1
        scan()
      }
      const done = from >= 0 ? from : at
      bytes.drop(done)
      at -= done
      if (from >= 0) from = 0
      if (bytes.all.length > MOST_BYTES) stop(`one value is larger than ${MOST_BYTES / 1024 / 1024} MB`)
    },
    end: () => stopped || (from < 0 && open.length === 0),
  }

  function stop(why: string): void {
    stopped = true
    bytes.drop(bytes.all.length)
    at = 0
    from = -1
    onOdd(why)
  }

  /** A top-level object that does not end is opened if it has a list of spans or traces. Others are parsed whole. */
  function isWrapped(): boolean {
    if (bytes.all.length - from < 1024 * 1024 || bytes.all[from] !== openBrace) return false
    const start = bytes.all.toString('latin1', from, from + 500)
    return (
      /"(data|resourceSpans|batches|traces|result|trace)"\s*:\s*[[{]/.test(start) &&
      !/"trace(ID|Id)"/.test(start.slice(0, 20))
    )
  }

  function scan(): void {
    while (at < bytes.all.length && !stopped) {
      if (from >= 0) {
        if (!skip()) return
        continue
      }
      step(bytes.all[at]!)
    }
  }

  /** Between values. */
  function step(byte: number): void {
    const inObject = open.at(-1) === openBrace
    if (byte === openBracket || byte === openBrace) {
      const isList = byte === openBracket
      const looked = inObject
        ? afterColon && (isList ? lists.has(key) : wrappers.has(key))
        : isList
          ? open.length < 3
          : false
      if (looked) {
        open.push(byte)
        at++
      } else begin(!inObject)
      afterColon = false
    } else if (byte === closeBracket || byte === closeBrace) {
      if (open.pop() === byte - 2) at++
      else stop('its brackets do not match')
    } else if (byte === quote) begin(false)
    else if (open.length === 0 && byte > 0x20 && byte !== comma && byte !== byteOrderMark[at]) stop('it is not JSON')
    else {
      if (byte === colon) afterColon = true
      else if (byte === comma) afterColon = false
      at++
    }
  }

  function begin(kept: boolean): void {
    from = at
    depth = 0
    inText = false
    keep = kept
  }

  /** Goes to the end of the value that began. @returns false if that has not arrived yet */
  function skip(): boolean {
    const { all } = bytes
    const { length } = all
    let i = at
    for (; i < length; i++) {
      const byte = all[i]!
      if (inText) {
        if (byte === backslash) i++
        else if (byte === quote) {
          inText = false
          if (depth === 0) return finish(i + 1)
        }
      } else if (byte === quote) inText = true
      else if (byte === openBrace || byte === openBracket) depth++
      else if (byte === closeBrace || byte === closeBracket) {
        depth--
        if (depth === 0) return finish(i + 1)
      }
    }
    at = i // one past the end if the last byte is a backslash: the next one is skipped
    return false
  }

  function finish(end: number): boolean {
    const { all } = bytes
    if (keep) onValue(all.toString('utf8', from, end))
    else if (all[from] === quote && !afterColon) key = all.toString('utf8', from + 1, Math.min(end - 1, from + 41))
    from = -1
    at = end
    return true
  }
}
