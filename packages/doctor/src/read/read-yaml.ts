// Reads the Kubernetes objects of a YAML or JSON text.
import { Composer, type Document, isCollection, isPair, isScalar, Parser, parseAllDocuments } from 'yaml'
import { DoctorError } from '../errors.ts'
import { badYaml, deepest, tooDeep, yamlProblem } from './bad-yaml.ts'
import { type Document as Contents, isLarge, partOf, setDocuments } from './documents.ts'
import type { Path } from './field.ts'
import { isMergeKey } from './merge-key.ts'
import { type Part, partsOf, plainValue } from './plain-value.ts'
import { type Resource, resourceOf } from './resource.ts'
import type { Source } from './source.ts'
import { streamIn } from './stream-in.ts'

/**
 * Reads all documents of a text, and the items of `kind: List`, which `kubectl get -o yaml` prints. Other YAML, such as a
 * values.yaml, has no objects. Throws TF803 with file:line:column when the text is not YAML.
 */
export function readYaml(source: Source): Resource[] {
  const found: Resource[] = []
  const stream = streamIn(source)
  for (const [n, value] of (quickly(source, stream) ?? thoroughly(source, stream)).entries())
    for (const path of objects(value, source)) found.push(resourceOf(source, n, value, path))
  return found
}

/** Reads all documents the fast way. Undefined when anything is wrong: then the parser reads the whole text and says where. */
function quickly(source: Source, stream: readonly Part[] | undefined): unknown[] | undefined {
  const { text } = source
  const parts = stream ?? partsOf(text)
  if (parts === undefined) return undefined
  const values: unknown[] = []
  for (const part of parts) {
    let value = plainValue(text, part)
    if (value === undefined) {
      const document = parts.length > 1 ? validPart(source, part) : undefined
      if (document === undefined) return undefined
      value = document.value
    }
    values.push(value)
  }
  setDocuments(source, { parts, parse: (n) => parsePart(text, parts[n]!)[0]! })
  return values
}

/** The value of one document that only the parser can read; undefined when anything is wrong with it. */
function validPart(source: Source, part: Part): { value: unknown } | undefined {
  try {
    const [document, second] = parsePart(source.text, part)
    if (document === undefined || second !== undefined || document.errors.length > 0) return undefined
    check(document.contents, source)
    return { value: document.toJS() as unknown }
  } catch {
    return undefined
  }
}

function thoroughly(source: Source, stream: readonly Part[] | undefined): unknown[] {
  const documents = parse(source, stream)
  const values = documents.map((one) => valueIn(one, source))
  let kept: Document[] | undefined = isLarge(source) ? documents : undefined
  const nth = (n: number): Contents => {
    kept ??= parse(source, stream)
    return kept[n]!
  }
  setDocuments(source, { parts: documents.map(partOf), parse: nth })
  return values
}

// `check` looks for duplicate keys. The parser compares each key with all keys before it, which takes 12 s for 30,000 keys.
// `<<` is merged, as kubectl does it.
const options = { strict: true, uniqueKeys: false, merge: true, prettyErrors: false, logLevel: 'silent' } as const

function parse(source: Source, stream: readonly Part[] | undefined): Document[] {
  const { text } = source
  const documents = stream?.flatMap((part) => parsePart(text, part)) ?? (parseAllDocuments(text, options) as Document[])
  for (const document of documents) {
    const [error] = document.errors
    if (error) throw badYaml(source, error.pos[0], yamlProblem(error))
    check(document.contents, source)
  }
  return documents
}

/** Parses a part of the text, with places that count from the start of the whole text. */
function parsePart(text: string, { start, end }: Part): Document[] {
  const parser = new Parser()
  parser.offset = start
  return [...new Composer(options).compose(parser.parse(text.slice(start, end)))] as Document[]
}

/** Throws for a duplicate key, and for nesting too deep for recursive functions. */
function check(node: unknown, source: Source, depth = 0): void {
  if (!isCollection(node)) return
  if (depth > deepest) throw badYaml(source, node.range?.[0] ?? 0, tooDeep)
  const keys = new Set<unknown>()
  for (const item of node.items) {
    if (!isPair(item)) {
      check(item, source, depth + 1)
      continue
    }
    if (isScalar(item.key) && !isMergeKey(item.key)) {
      if (keys.has(item.key.value)) throw badYaml(source, item.key.range?.[0] ?? 0, 'Map keys must be unique')
      keys.add(item.key.value)
    }
    check(item.key, source, depth + 1)
    check(item.value, source, depth + 1)
  }
}

/** The value of a document. The parser limits aliases (100 by default), so a small text cannot become a large value. */
function valueIn(document: Document, source: Source): unknown {
  try {
    return document.toJS()
  } catch (error) {
    throw badYaml(source, document.range?.[0] ?? 0, yamlProblem(error as Error))
  }
}

function objects(value: unknown, source: Source, path: Path = []): Path[] {
  // In a folder it may be anything. Who names the file means manifests.
  const isNamed = source.folder === undefined && path.length === 0
  if (isNamed && Array.isArray(value) && value.length > 0 && value.every(isObject)) {
    const cure = 'make a List of them: kubectl takes no array'
    throw new DoctorError('TF803', `${source.file}: its objects stand in an array`, cure)
  }
  if (!isObject(value)) return []
  const { kind, items } = value
  if (!kind.endsWith('List') || !Array.isArray(items)) return [path]
  // Through an alias a list can be an item of itself.
  if (path.length > 20) throw badYaml(source, 0, 'lists are nested too deep')
  const found: Path[] = []
  for (const [n, item] of items.entries())
    for (const one of objects(item, source, [...path, 'items', n])) found.push(one)
  return found
}

function isObject(value: unknown): value is { apiVersion: string; kind: string; items?: unknown } {
  const { apiVersion, kind } = (value ?? {}) as Record<string, unknown>
  return typeof apiVersion === 'string' && typeof kind === 'string'
}
