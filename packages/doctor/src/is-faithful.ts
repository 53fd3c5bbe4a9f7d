// Compares a fixed manifest with the one before: a fix must change the values that it names and nothing else.
import { readYaml } from './read/read-yaml.ts'
import { type Source, sourceOf } from './read/source.ts'

/** Whether the fixed text still reads as the same objects, with just as many values changed, added or removed as there are edits. */
export function isFaithful(source: Source, text: string, edits: number): boolean {
  try {
    const before = readYaml(sourceOf(source.file, source.text))
    const after = readYaml(sourceOf(source.file, text))
    if (before.length !== after.length) return false
    return before.reduce((sum, one, n) => sum + changes(one.value, after[n]!.value), 0) === edits
  } catch {
    return false // the text is not valid any more
  }
}

/** How many values differ. Infinity where a list or a map became something else, or more than a single value came or went. */
function changes(a: unknown, b: unknown): number {
  if (Object.is(a, b)) return 0
  if (!isGroup(a) && !isGroup(b)) return 1
  if (!isGroup(a) || !isGroup(b) || Array.isArray(a) !== Array.isArray(b)) return Number.POSITIVE_INFINITY
  if (Array.isArray(a) && a.length !== (b as unknown as unknown[]).length) return Number.POSITIVE_INFINITY
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].reduce((sum, key) => sum + changes(a[key], b[key]), 0)
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
