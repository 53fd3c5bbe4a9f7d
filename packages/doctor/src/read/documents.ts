// The YAML documents of a source, kept beside it: excerpts ask them what stands where.
import type { Document } from 'yaml'
import type { Source } from './source.ts'

/** Whose parsed form is kept: what is parsed takes sixty times the room of its text. */
export interface Room {
  /** Pieces, of small files. */
  left: number
}

const kept = new WeakMap<Source, readonly Document[]>()
const parsers = new WeakMap<Source, () => readonly Document[]>()
/** Of the rest the last ones: findings are looked up file by file. */
const recent = new Map<Source, readonly Document[]>()
const most = 8

export function newRoom(): Room {
  return { left: 200_000 }
}

/** How many values a text may hold at most, more or less: what is parsed takes a kilobyte for each. */
export function piecesIn(text: string): number {
  let count = 1
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 10 || code === 44) count += 1
  }
  return count
}

/** Above this a file is always kept: to parse it again would take longer than anybody waits. */
export function isLarge({ text }: Source): boolean {
  return text.length > 256 * 1024
}

/** An empty list says that a source holds nothing of anybody's: what /proc told of sockets, say. */
export function keepDocuments(source: Source, all: readonly Document[]): void {
  kept.set(source, all)
}

/** Keeps them while there is room, else they are parsed again when somebody asks. */
export function noteDocuments(
  source: Source,
  all: readonly Document[],
  room: Room,
  again: () => readonly Document[],
): void {
  const pieces = isLarge(source) ? 0 : piecesIn(source.text)
  if (pieces > room.left) parsers.set(source, again)
  else kept.set(source, all)
  if (pieces <= room.left) room.left -= pieces
}

/** Undefined for what is no YAML: config files, environments. */
export function documentsOf(source: Source): readonly Document[] | undefined {
  const known = kept.get(source) ?? recent.get(source)
  const again = known === undefined ? parsers.get(source) : undefined
  if (again === undefined) return known
  const all = again()
  recent.set(source, all)
  for (const [oldest] of recent) if (recent.size > most) recent.delete(oldest)
  return all
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
