// The YAML documents of a source, for those who ask what stands where: places, excerpts, edits. They are made when somebody
// asks, one document at a time, and the last ones are kept: as nodes a text takes sixty times its room.
import type { Document as Parsed } from 'yaml'
import { firstIndex } from '../first-index.ts'
import type { Part } from './plain-value.ts'
import type { Source } from './source.ts'

/** What is asked of a document. */
export type Document = Pick<Parsed, 'contents'> & { readonly range?: Parsed['range'] | undefined }

/** The parts of a source, and how to make the document of one. */
export interface Documents {
  readonly parts: readonly Part[]
  make(n: number): Document
}

const known = new WeakMap<Source, Documents>()

/** How many pieces the documents may have that are kept, more or less. */
const room = 40_000
const recent = new Map<Part, { readonly document: Document; readonly pieces: number }>()
let used = 0

/** How many values a text may hold at most, more or less: as a node each takes a kilobyte. */
export function piecesIn(text: string, start = 0, end: number = text.length): number {
  let count = 1
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code === 10 || code === 44) count += 1
  }
  return count
}

/** Whether a text takes so much room as nodes, and so long to make them, that it is counted, and kept as it was parsed. */
export function isLarge({ text }: Source): boolean {
  return text.length > 256 * 1024
}

/** Says how the documents of a source are made. */
export function noteDocuments(source: Source, documents: Documents): void {
  known.set(source, documents)
}

/** An empty list says that a source holds nothing of anybody's: what /proc told of sockets, say. */
export function keepDocuments(source: Source, all: readonly Document[]): void {
  known.set(source, { parts: all.map(partOf), make: (n) => all[n]! })
}

/** Where a document of the parser begins and ends. */
export function partOf({ range }: Document): Part {
  return { start: range?.[0] ?? 0, end: range?.[2] ?? 0 }
}

/** Whether it is YAML: config files and environments are not. */
export function isYaml(source: Source): boolean {
  return known.has(source)
}

/** The nth document of a source. */
export function documentOf(source: Source, n: number): Document {
  const { parts, make } = known.get(source)!
  const part = parts[n]!
  const kept = recent.get(part)
  if (kept) return kept.document
  const document = make(n)
  const pieces = piecesIn(source.text, part.start, part.end)
  recent.set(part, { document, pieces })
  used += pieces
  for (const [oldest, { pieces: freed }] of recent) {
    if (used <= room || oldest === part) break
    recent.delete(oldest)
    used -= freed
  }
  return document
}

/** Where the nth document begins, or what stands before it. */
export function startOf(source: Source, n: number): number {
  return known.get(source)?.parts[n]?.start ?? 0
}

/** Those that reach into a part of the text; there may be a hundred thousand. */
export function documentsIn(source: Source, from: number, to: number): Document[] {
  const { parts } = known.get(source)!
  const found: Document[] = []
  for (let n = firstIndex(parts, (part) => part.end > from); n < parts.length && parts[n]!.start < to; n++)
    found.push(documentOf(source, n))
  return found
}
