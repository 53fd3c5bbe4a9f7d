// What the quick reader makes of what it reads: plain values, or the nodes of the YAML parser, with their places.
import { Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml'
import { type Cursor, unusual } from './cursor.ts'

type Kind = 'PLAIN' | 'QUOTE_DOUBLE' | 'QUOTE_SINGLE' | 'BLOCK_LITERAL' | 'BLOCK_FOLDED'

/** A value, or its node. `end` is behind its last character. */
export function scalarOf({ places }: Cursor, value: unknown, kind: Kind, start: number, end: number): unknown {
  if (!places) return value
  const node = new Scalar(value)
  node.type = kind
  node.range = [start, end, end]
  return node
}

export interface Key {
  readonly name: string
  readonly kind: Kind
  readonly start: number
  readonly end: number
  /** Behind its colon. */
  readonly next: number
}

export interface MapMaker {
  /** Throws for a key that is there twice. */
  check(key: Key): void
  put(key: Key, value: unknown): void
  made(start: number, end: number, flow: boolean): unknown
}

export function newMap(cursor: Cursor): MapMaker {
  const values: Record<string, unknown> = {}
  const pairs: Pair[] = []
  return {
    check({ name }) {
      if (Object.hasOwn(values, name)) throw unusual
    },
    put(key, value) {
      values[key.name] = cursor.places ? true : value
      if (cursor.places) pairs.push(new Pair(scalarOf(cursor, key.name, key.kind, key.start, key.end), value))
    },
    made(start, end, flow) {
      return cursor.places ? placed(new YAMLMap(), pairs, start, end, flow) : values
    },
  }
}

export function listOf({ places }: Cursor, items: unknown[], start: number, end: number, flow: boolean): unknown {
  return places ? placed(new YAMLSeq(), items, start, end, flow) : items
}

function placed<T extends YAMLMap | YAMLSeq>(node: T, items: unknown[], start: number, end: number, flow: boolean): T {
  node.items = items as T['items']
  node.range = [start, end, end]
  if (flow) node.flow = true
  return node
}
