// Parses the YAML documents of a source when a place, an excerpt or an edit needs them. It parses one document at a time and
// keeps only the last ones, because as nodes a text takes sixty times its memory.
import type { Document as Parsed } from 'yaml'
import { firstIndex } from '../first-index.ts'
import type { Part } from './plain-value.ts'
import type { Source } from './source.ts'

/** The part of a parsed document that the doctor uses. */
export type Document = Pick<Parsed, 'contents'> & { readonly range?: Parsed['range'] | undefined }

/** The parts of a source, and a function that parses one into a document. */
export interface Documents {
  readonly parts: readonly Part[]
  parse(n: number): Document
}

const known = new WeakMap<Source, Documents>()

/** About how many pieces the kept documents may have together. */
const mostPieces = 40_000
const recent = new Map<Part, { readonly document: Document; readonly pieces: number }>()
let used = 0

/** Estimates how many values a text holds at most. As a node each takes a kilobyte. */
export function piecesIn(text: string, start = 0, end: number = text.length): number {
  let count = 1
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code === 10 || code === 44) count += 1
  }
  return count
}

/** Whether a text is so large that its pieces are counted, and its documents are kept once they are parsed. */
export function isLarge({ text }: Source): boolean {
  return text.length > 256 * 1024
}

/** Sets how the documents of a source are parsed. */
export function setDocuments(source: Source, documents: Documents): void {
  known.set(source, documents)
}

/** Sets documents that are already parsed. An empty list means that the source has nothing to hide, such as a list of sockets. */
export function keepDocuments(source: Source, all: readonly Document[]): void {
  known.set(source, { parts: all.map(partOf), parse: (n) => all[n]! })
}

/** Where a parsed document begins and ends. */
export function partOf({ range }: Document): Part {
  return { start: range?.[0] ?? 0, end: range?.[2] ?? 0 }
}

/** Whether a source is YAML. Config files and environments are not. */
export function isYaml(source: Source): boolean {
  return known.has(source)
}

/** The nth document of a source. */
export function documentOf(source: Source, n: number): Document {
  const { parts, parse } = known.get(source)!
  const part = parts[n]!
  const kept = recent.get(part)
  if (kept) return kept.document
  const document = parse(n)
  const pieces = piecesIn(source.text, part.start, part.end)
  recent.set(part, { document, pieces })
  used += pieces
  for (const [oldest, { pieces: freed }] of recent) {
    if (used <= mostPieces || oldest === part) break
    recent.delete(oldest)
    used -= freed
  }
  return document
}

/** Where the part of the nth document begins. */
export function startOf(source: Source, n: number): number {
  return known.get(source)?.parts[n]?.start ?? 0
}

/** The documents that overlap a part of the text. Binary search, because there may be a hundred thousand. */
export function documentsIn(source: Source, from: number, to: number): Document[] {
  const { parts } = known.get(source)!
  const found: Document[] = []
  for (let n = firstIndex(parts, (part) => part.end > from); n < parts.length && parts[n]!.start < to; n++)
    found.push(documentOf(source, n))
  return found
}
