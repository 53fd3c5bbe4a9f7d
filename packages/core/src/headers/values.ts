// The shapes that header values must have. One pass over the characters each, without a way back: these run on every
// request, over text that an attacker may have made.
import { scannerFor } from '../engine/scanner-for.ts'

const asciiFrom = scannerFor('[ -~]')
const printableFrom = scannerFor('[ -\\xff]')
const sendableFrom = scannerFor('[\\t -\\xff]')

/**
 * So many digits of an id that is not all zeros, as a pattern: all zeros mean "no id" in W3C, B3 and Jaeger alike. Written
 * out digit by digit, for which the engine makes a quarter of the instructions that a loop over `charCodeAt` takes.
 */
export function idOf(length: number): string {
  return `(?!0{${length}})${hexOf(length)}`
}

/** So many hex digits, as a pattern. */
export function hexOf(length: number): string {
  return '[0-9a-fA-F]'.repeat(length)
}

/** Lower and upper case hex: the specifications write lower case, Envoy reads both, and we never re-case. */
export function isHex(value: string, start = 0, end: number = value.length): boolean {
  if (end > value.length || start >= end) return false
  for (let i = start; i < end; i++) {
    if (!isHexDigit(value.charCodeAt(i))) return false
  }
  return true
}

/** Hex of the given range that is not all zeros: an id of zeros means "no id" in W3C, B3 and Jaeger alike. */
export function isHexId(value: string, start = 0, end: number = value.length): boolean {
  if (end > value.length) return false
  let nonzero = 0
  for (let i = start; i < end; i++) {
    const c = value.charCodeAt(i)
    if (!isHexDigit(c)) return false
    nonzero |= c ^ 48
  }
  return nonzero !== 0
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

/** Nothing but ASCII without controls. */
export function isAscii(value: string, start = 0): boolean {
  return asciiFrom(value, start) === value.length
}

/** Nothing that a header cannot carry: HTAB, 0x20-0x7E and latin1 are fine, other controls and anything above 0xFF are not. */
export function isSendable(value: string): boolean {
  // A class of one range takes the fewest instructions a character, a search for DEL next to none, and few values have a tab.
  const end = printableFrom(value, 0)
  return (end === value.length || sendableFrom(value, end) === value.length) && value.indexOf('\x7f') < 0
}

/** A name that a header may have (RFC 9110, 5.6.2). A parser of HTTP lets in no other; a queue or a file may bring any. */
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
 * Absent in all but name. The words are what clients really send for a missing value: built-in fetch writes
 * "undefined", node:http writes "null", and B3's README names the lone hyphen. Each makes Envoy drop the span.
 */
export const blanks: readonly string[] = ['', 'undefined', 'null', '-']

const MAX_BLANK = 9

/** Whether a value is one of these. */
export function isBlank(value: string): boolean {
  return value.length <= MAX_BLANK && blanks.includes(value)
}

function isHexDigit(c: number): boolean {
  return (c >= 48 && c <= 57) || (c >= 97 && c <= 102) || (c >= 65 && c <= 70)
}

function isSpace(c: number): boolean {
  return c === 32 || c === 9
}
