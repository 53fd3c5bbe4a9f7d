// Reads headers from raw lines, and from the text of a request.
import { pairsOf } from '@traceferry/core/internal'

/** The values of one header in raw lines: name, value, name, value, ... */
export function valuesOf(lines: readonly string[], name: string): string[] {
  return pairsOf(lines).flatMap(([each, value]) => (each.toLowerCase() === name ? [value] : []))
}

/** The names of all headers, in lower case. */
export function namesOf(lines: readonly string[]): ReadonlySet<string> {
  return new Set(pairsOf(lines).map(([name]) => name.toLowerCase()))
}

/** The value of a header in the head of a request, as the client writes it. */
export function inHead(head: string, name: string): string | undefined {
  return new RegExp(`\\r\\n${name}: *([^\\r\\n]+)`, 'i').exec(head)?.[1]
}
