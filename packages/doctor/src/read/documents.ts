// The YAML documents of a source, kept beside it: excerpts ask them what stands where.
import type { Document } from 'yaml'
import type { Source } from './source.ts'

const documents = new WeakMap<Source, readonly Document[]>()

/** An empty list says that a source holds nothing of anybody's: what /proc told of sockets, say. */
export function noteDocuments(source: Source, all: readonly Document[]): void {
  documents.set(source, all)
}

/** Undefined for what is no YAML: config files, environments. */
export function documentsOf(source: Source): readonly Document[] | undefined {
  return documents.get(source)
}

/** Those that reach into a part of the text; there may be a hundred thousand. */
export function documentsIn(all: readonly Document[], from: number, to: number): readonly Document[] {
  let [low, high] = [0, all.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((all[middle]!.range?.[2] ?? 0) <= from) low = middle + 1
    else high = middle
  }
  const end = all.findIndex((one, n) => n >= low && (one.range?.[0] ?? 0) >= to)
  return all.slice(low, end === -1 ? undefined : end)
}
