// Headers as one flat list, [name, value, name, value, ...]: the form node:http hands them over in, the cheapest to
// keep for the life of a request, and free of any object key such as __proto__ that a client could choose.

/** The value under this name, or '' when there is none. */
export function get(found: readonly string[], name: string): string {
  for (let i = 0; i < found.length; i += 2) if (found[i] === name) return found[i + 1] as string
  return ''
}

/** Empties the values under these names; the empty ones are left out when capture ends. */
export function drop(found: string[], ...names: string[]): void {
  for (let i = 0; i < found.length; i += 2) if (names.includes(found[i] as string)) found[i + 1] = ''
}
