// Reads the values of options.
import { InvalidArgumentError } from 'commander'

/** `15m`, `2h`, `1d`, `90s` -> milliseconds */
export function duration(text: string): number {
  const [, number, unit = ''] = /^(\d{1,6}(?:\.\d+)?)([smhd])$/.exec(text) ?? []
  const each = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit]
  if (each === undefined || Number(number) === 0)
    throw new InvalidArgumentError('It must be a time such as 90s, 15m, 2h or 7d.')
  return Number(number) * each
}

export function count(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number > 0 && number <= 10_000_000) return number
  throw new InvalidArgumentError('It must be a whole number from 1 to 10000000.')
}

/** `99%` or `0.99` -> 0.99 */
export function share(text: string): number {
  const [, number, sign] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? []
  const value = Number(number) / (sign === '%' ? 100 : 1)
  if (value > 0 && value <= 1) return value
  throw new InvalidArgumentError('It must be a share such as 99% or 0.99.')
}

/** `name: value` -> into the headers so far */
export function header(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf(':')
  const name = text.slice(0, at).trim().toLowerCase()
  // The message does not quote it: it may hold a token.
  if (at < 1 || !/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw new InvalidArgumentError('It must be name: value.')
  return { ...before, [name]: text.slice(at + 1).trim() }
}

export function url(text: string): string {
  if (/^https?:$/.test(URL.canParse(text) ? new URL(text).protocol : '')) return text
  throw new InvalidArgumentError('It must be an http or https URL.')
}

/** Repeated, or with commas. Not `<names...>`, which would swallow the paths that follow. */
export function several(text: string, before: readonly string[] = []): string[] {
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
  if (words.length > 0) return [...before, ...words]
  throw new InvalidArgumentError('It must have at least one name, such as orders,payments.')
}

/** Any text except an empty one. */
export function word(text: string): string {
  if (text.trim() !== '') return text
  throw new InvalidArgumentError('It must not be empty.')
}

/** A URL with a placeholder for a trace's id. */
export function template(text: string): string {
  if (text.includes('{traceId}')) return text
  throw new InvalidArgumentError('It must contain {traceId}.')
}
