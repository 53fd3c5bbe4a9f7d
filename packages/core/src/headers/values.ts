// The shapes that header values must have. Each check is one pass over the characters and never backtracks: they run on
// every request, over text that an attacker may have written.
import { scannerFor } from '../engine/scanner-for.ts'

const asciiFrom = scannerFor('[ -~]')
const printableFrom = scannerFor('[ -\\xff]')
const sendableFrom = scannerFor('[\\t -\\xff]')

const NOT_HEX = /[^0-9a-fA-F]/
const ZEROS = '0'.repeat(32)

/** Lower and upper case hex: the specifications write lower case, Envoy reads both, and we never change the case. */
export function isHex(value: string): boolean {
  // A search for another character takes a third of the instructions of a loop over `charCodeAt`.
  return value !== '' && !NOT_HEX.test(value)
}

/** Whether this is hex of up to 32 digits and not all zeros: an id of zeros means "no id" in W3C, B3 and Jaeger. */
export function isHexId(value: string): boolean {
  return isHex(value) && value.length <= ZEROS.length && !(value.charCodeAt(0) === 48 && ZEROS.startsWith(value))
}

export function isDigits(value: string, start = 0, end: number = value.length): boolean {
  if (start >= end) return false
  for (let i = start; i < end; i++) {
    const c = value.charCodeAt(i)
    if (c < 48 || c > 57) return false
  }
  return true
}

/** The standard base64 alphabet. Padding is optional (gRPC's "-bin" headers leave it out). */
export function isBase64(value: string): boolean {
  let end = value.length
  if (value.charCodeAt(end - 1) === 61) end--
  if (value.charCodeAt(end - 1) === 61) end--
  if (end === 0) return false
  for (let i = 0; i < end; i++) {
    const c = value.charCodeAt(i)
    const letter = (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57)
    if (!letter && c !== 43 && c !== 47) return false
  }
  return true
}

/** Only ASCII without control characters. */
export function isAscii(value: string, start = 0): boolean {
  return asciiFrom(value, start) === value.length
}

/**
 * Only what a header can carry: tab, 0x20-0x7E and latin1 are fine, other control characters and anything above 0xFF
 * are not.
 */
export function isSendable(value: string): boolean {
  // A class of one range takes the fewest instructions per character, a search for DEL takes almost none, and few
  // values have a tab.
  const end = printableFrom(value, 0)
  return (end === value.length || sendableFrom(value, end) === value.length) && value.indexOf('\x7f') < 0
}

/**
 * Whether a header may have this name (RFC 9110, 5.6.2). An HTTP parser accepts no other name; a queue or a file may
 * bring any.
 */
export function isToken(name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const c = name.charCodeAt(i)
    const letter = (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 45
    if (!letter && !MARKS.includes(name[i] as string)) return false
  }
  return name !== ''
}

const MARKS = "!#$%&'*+.^_`|~"

/** The value without the optional white space around it, which is not part of it (RFC 9110, 5.5). */
export function trim(value: string): string {
  let start = 0
  let end = value.length
  while (start < end && isSpace(value.charCodeAt(start))) start++
  while (end > start && isSpace(value.charCodeAt(end - 1))) end--
  return start === 0 && end === value.length ? value : value.slice(start, end)
}

/**
 * Values that mean "no value". Clients really send these: built-in fetch writes "undefined", node:http writes "null",
 * and B3's README names the lone hyphen. Each makes Envoy drop the span.
 */
export const blanks: readonly string[] = ['', 'undefined', 'null', '-']

const MAX_BLANK = 9
// The lengths of blanks, as bits: most values have another one, and a search of the list costs 90 instructions.
const BLANK_LENGTHS = blanks.reduce((bits, { length }) => bits | (1 << length), 0)

/** Whether a value is one of these. */
export function isBlank(value: string): boolean {
  const { length } = value
  return length <= MAX_BLANK && ((BLANK_LENGTHS >> length) & 1) === 1 && blanks.includes(value)
}

function isSpace(c: number): boolean {
  return c === 32 || c === 9
}
