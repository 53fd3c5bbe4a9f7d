// A Kubernetes object from a manifest, with the place of each of its fields.
import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type Document as Whole } from 'yaml'
import { type Document, documentOf, startOf } from './documents.ts'
import { type Field, fieldOf, type Path } from './field.ts'
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
  /** The YAML node of a value, for fixes that edit the text. */
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
    node: (path) => walk(doc(), [...base, ...path]).node,
  }
  return resource
}

/** The name in messages: `Service shop/payments`. */
export function nameOf({ kind, namespace, name }: Resource): string {
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name || '(no name)'}`
}

/** Follows a path. `offset` is that of the deepest key or item found; `node` is undefined unless the whole path exists. */
function walk(doc: Document, path: Path): { offset: number; node: Node | undefined } {
  let node = doc.contents as Node | undefined
  let offset = node?.range?.[0] ?? 0
  for (const key of path) {
    if (isAlias(node)) node = node.resolve(doc as Whole) as Node | undefined
    if (isMap(node)) {
      const pair = pairOf(node.items as Pair<unknown, unknown>[], key)
      if (pair === undefined) return { offset, node: undefined }
      offset = (pair.key as Node).range?.[0] ?? offset
      node = (pair.value ?? undefined) as Node | undefined
    } else if (isSeq(node)) {
      node = node.items[Number(key)] as Node | undefined
      if (node === undefined) return { offset, node }
      offset = node.range?.[0] ?? offset
    } else return { offset, node: undefined }
  }
  return { offset, node }
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
