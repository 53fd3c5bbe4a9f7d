// What stands between double quotes: escapes undone, lines folded.
import { beforeSpaces, unusual } from './cursor.ts'

const codes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
}
const lengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** The text that is meant; `raw` is without the quotes. */
export function unescaped(raw: string): string {
  if (!/[\\\n]/.test(raw)) return raw
  let value = ''
  for (let at = 0; at < raw.length; ) {
    const char = raw[at]!
    if (char === '\n') {
      const lines = /[ \n]*/y
      lines.lastIndex = at + 1
      const [gap] = lines.exec(raw)!
      value += '\n'.repeat(gap.split('\n').length - 1) || ' '
      at += 1 + gap.length
    } else if (char === '\\') {
      const [text, length] = escaped(raw, at + 1)
      value += text
      at += 1 + length
    } else {
      const plain = /[^\\\n]*/y
      plain.lastIndex = at
      const [text] = plain.exec(raw)!
      at += text.length
      // Spaces before a line break are not meant.
      value += raw[at] === '\n' ? text.slice(0, beforeSpaces(text, text.length)) : text
    }
  }
  return value
}

/** What an escape stands for, and how much of the text it takes. */
function escaped(raw: string, at: number): readonly [string, number] {
  const char = raw[at] ?? ''
  if (char === '\n') {
    let next = at + 1
    while (raw[next] === ' ') next += 1
    return ['', next - at]
  }
  const length = lengths[char]
  if (length === undefined) {
    const text = codes[char]
    if (text === undefined) throw unusual
    return [text, 1]
  }
  const digits = raw.slice(at + 1, at + 1 + length)
  const code = /^[0-9a-fA-F]+$/.test(digits) && digits.length === length ? Number.parseInt(digits, 16) : Infinity
  if (code > 0x10ffff) throw unusual
  return [String.fromCodePoint(code), 1 + length]
}
