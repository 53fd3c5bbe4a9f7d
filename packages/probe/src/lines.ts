import { pairsOf } from '@traceferry/core/internal'

/** The values of a header in raw lines: name, value, name, value, ... */
export function valuesOf(lines: readonly string[], name: string): string[] {
  return pairsOf(lines).flatMap(([own, value]) => (own.toLowerCase() === name ? [value] : []))
}

/** The names of all headers, in lower case. */
export function namesOf(lines: readonly string[]): ReadonlySet<string> {
  return new Set(pairsOf(lines).map(([name]) => name.toLowerCase()))
}

/** The value of a header in a request's head as it is written out. */
export function inHead(head: string, name: string): string | undefined {
  return new RegExp(`\\r\\n${name}: *([^\\r\\n]+)`, 'i').exec(head)?.[1]
}
