// A Kubernetes object from a manifest, with the place of each of its fields.
import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type Document as Whole } from 'yaml'
import { type Document, documentOf, startOf } from './documents.ts'
import { type Field, fieldOf, type Path } from './field.ts'
import { isMergeKey } from './merge-key.ts'
import { type Place, placeLater, type Source } from './source.ts'

/** One Kubernetes object of a manifest, with the place of each of its fields. */
export interface Resource {
  readonly source: Source
  readonly apiVersion: string
  /** The part of apiVersion before the slash; '' for the core group. */
  readonly group: string
  readonly kind: string
  readonly name: string
  /** '' when the manifest names none. */
  readonly namespace: string
  readonly root: Field
  readonly value: unknown
  place(path: Path): Place
  /** The YAML node of a value, for fixes that edit the text. Undefined for a value that an alias or a merge key brings in. */
  node(path: Path): Node | undefined
}

/** Makes the resource from the nth document of a source, or from one of its `items` when `base` names it. */
export function resourceOf(source: Source, n: number, json: unknown, base: Path = []): Resource {
  const doc = () => documentOf(source, n)
  const value = base.reduce<unknown>((at, key) => (at as Record<string | number, unknown>)[key], json)
  const { apiVersion, kind, metadata } = value as {
    apiVersion: string
    kind: string
    metadata?: Record<string, unknown>
  }
  const resource: Resource = {
    source,
    apiVersion,
    group: apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '',
    kind,
    name: stringOf(metadata?.name) ?? stringOf(metadata?.generateName) ?? '',
    namespace: stringOf(metadata?.namespace) ?? '',
    value,
    get root() {
      return fieldOf(resource)
    },
    place: (path) => placeLater(source, startOf(source, n), () => walk(doc(), [...base, ...path]).offset),
    node: (path) => {
      const { node, isShared } = walk(doc(), [...base, ...path])
      return isShared ? undefined : node
    },
  }
  return resource
}

/** The name in messages: `Service shop/payments`. */
export function nameOf({ kind, namespace, name }: Resource): string {
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name || '(no name)'}`
}

/**
 * Follows a path, also through aliases and merge keys. `offset` is that of the deepest key or item found. `node` is undefined
 * unless the whole path exists. `isShared`: the node is written elsewhere, so an edit would change other places too.
 */
function walk(doc: Document, path: Path): { offset: number; node: Node | undefined; isShared: boolean } {
  let node = doc.contents as Node | undefined
  let offset = node?.range?.[0] ?? 0
  let isShared = false
  for (const key of path) {
    isShared ||= isAlias(node)
    node = resolved(node, doc)
    if (isMap(node)) {
      const own = pairOf(node.items as Pair<unknown, unknown>[], key)
      const pair = own ?? mergedPair(node.items as Pair<unknown, unknown>[], key, doc)
      if (pair === undefined) return { offset, node: undefined, isShared }
      isShared ||= pair !== own
      offset = (pair.key as Node).range?.[0] ?? offset
      node = (pair.value ?? undefined) as Node | undefined
    } else if (isSeq(node)) {
      node = node.items[Number(key)] as Node | undefined
      if (node === undefined) return { offset, node, isShared }
      offset = node.range?.[0] ?? offset
    } else return { offset, node: undefined, isShared }
  }
  return {
    offset,
    node,
    isShared: isShared || isAlias(node) || (node as { anchor?: string } | undefined)?.anchor !== undefined,
  }
}

function resolved(node: Node | undefined, doc: Document): Node | undefined {
  return isAlias(node) ? (node.resolve(doc as Whole) as Node | undefined) : node
}

/** The member that a merge key brings in. Of several maps the first one with the key counts. */
function mergedPair(
  pairs: Pair<unknown, unknown>[],
  key: string | number,
  doc: Document,
  left = 20,
): Pair<unknown, unknown> | undefined {
  for (const pair of left === 0 ? [] : pairs) {
    if (!isMergeKey(pair.key)) continue
    const value = resolved(pair.value as Node, doc)
    for (const one of isSeq(value) ? (value.items as Node[]) : [value]) {
      const map = resolved(one, doc)
      if (!isMap(map)) continue
      const items = map.items as Pair<unknown, unknown>[]
      const found = pairOf(items, key) ?? mergedPair(items, key, doc, left - 1)
      if (found) return found
    }
  }
  return undefined
}

function pairOf(pairs: Pair<unknown, unknown>[], key: string | number): Pair<unknown, unknown> | undefined {
  if (pairs.length < 50) return pairs.find((pair) => nameOfPair(pair) === String(key))
  let index = indexes.get(pairs)
  if (index === undefined) {
    index = new Map(pairs.toReversed().map((pair) => [nameOfPair(pair), pair]))
    indexes.set(pairs, index)
  }
  return index.get(String(key))
}

/** Indexes of large maps, so that looking up each member does not take quadratic time. */
const indexes = new WeakMap<object, Map<string | undefined, Pair<unknown, unknown>>>()

function nameOfPair({ key }: Pair<unknown, unknown>): string | undefined {
  return isScalar(key) ? String((key as Scalar).value) : undefined
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}
