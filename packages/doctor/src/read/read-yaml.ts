import { Composer, type Document, isCollection, isPair, isScalar, Parser, parseAllDocuments } from 'yaml'
import { DoctorError } from '../errors.ts'
import { type Document as Contents, isLarge, noteDocuments, partOf } from './documents.ts'
import type { Path } from './field.ts'
import { isTemplate } from './is-template.ts'
import { type Part, partsOf, plainValue } from './plain-value.ts'
import { type Resource, resourceOf } from './resource.ts'
import { placeAt, type Source } from './source.ts'

/**
 * The Kubernetes objects of a YAML or JSON text: any number of documents, and the items of `kind: List`, as
 * `kubectl get -o yaml` prints them. Other YAML, such as a values.yaml, has none. Throws TF803 with file:line:column
 * when the text is no YAML.
 */
export function readYaml(source: Source): Resource[] {
  const found: Resource[] = []
  for (const [n, value] of (quickly(source) ?? thoroughly(source)).entries())
    for (const path of objects(value, source)) found.push(resourceOf(source, n, value, path))
  return found
}

/** The values of all documents, unless anything is wrong: then the whole text is for the parser, which says what and where. */
function quickly(source: Source): unknown[] | undefined {
  const { text } = source
  const parts = partsOf(text)
  if (parts === undefined) return undefined
  const values: unknown[] = []
  for (const part of parts) {
    let value = plainValue(text, part)
    if (value === undefined) {
      const document = parts.length > 1 ? sound(source, part) : undefined
      if (document === undefined) return undefined
      value = document.value
    }
    values.push(value)
  }
  noteDocuments(source, { parts, make: (n) => parsePart(text, parts[n]!)[0]! })
  return values
}

/** The value of one document that is left to the parser; undefined when there is anything wrong with it. */
function sound(source: Source, part: Part): { value: unknown } | undefined {
  try {
    const [document, second] = parsePart(source.text, part)
    if (document === undefined || second !== undefined || document.errors.length > 0) return undefined
    check(document.contents, source)
    return { value: document.toJS() as unknown }
  } catch {
    return undefined
  }
}

function thoroughly(source: Source): unknown[] {
  const documents = parse(source)
  const values = documents.map((one) => valueIn(one, source))
  let kept: Document[] | undefined = isLarge(source) ? documents : undefined
  const make = (n: number): Contents => {
    kept ??= parse(source)
    return kept[n]!
  }
  noteDocuments(source, { parts: documents.map(partOf), make })
  return values
}

// Keys are compared by ourselves: the parser compares each with all before it, 30,000 keys in 12 s.
const options = { strict: true, uniqueKeys: false, prettyErrors: false, logLevel: 'silent' } as const

function parse(source: Source): Document[] {
  const documents = parseAllDocuments(source.text, options) as Document[]
  for (const document of documents) {
    const [error] = document.errors
    if (error) throw badYaml(source, error.pos[0], yamlProblem(error))
    check(document.contents, source)
  }
  return documents
}

/** A part of the text, with its places in the whole. */
function parsePart(text: string, { start, end }: Part): Document[] {
  const parser = new Parser()
  parser.offset = start
  return [...new Composer(options).compose(parser.parse(text.slice(start, end)))] as Document[]
}

/** Nothing that people write comes near. */
const deepest = 200
const tooDeep = `nested deeper than ${deepest} levels`

/** Throws for a key that is there twice, and for what is too deep for functions that call themselves. */
function check(node: unknown, source: Source, depth = 0): void {
  if (!isCollection(node)) return
  if (depth > deepest) throw badYaml(source, node.range?.[0] ?? 0, tooDeep)
  const keys = new Set<unknown>()
  for (const item of node.items) {
    if (!isPair(item)) {
      check(item, source, depth + 1)
      continue
    }
    if (isScalar(item.key)) {
      if (keys.has(item.key.value)) throw badYaml(source, item.key.range?.[0] ?? 0, 'Map keys must be unique')
      keys.add(item.key.value)
    }
    check(item.key, source, depth + 1)
    check(item.value, source, depth + 1)
  }
}

/** What is wrong, without the part of the text that the parser quotes: it may be a password. */
export function yamlProblem({ code, message }: { readonly code?: string; readonly message: string }): string {
  if (code === 'RESOURCE_EXHAUSTION' || message.includes('call stack')) return tooDeep
  const [line = ''] = message.split('\n')
  return line
    .replace(/(?<=\S): .*$/, '')
    .replace(/"[^"]*"/g, '...')
    .slice(0, 120)
}

/** Aliases are bounded (100 by default): a small text cannot grow into a large value. */
function valueIn(document: Document, source: Source): unknown {
  try {
    return document.toJS()
  } catch (error) {
    throw badYaml(source, document.range?.[0] ?? 0, yamlProblem(error as Error))
  }
}

function badYaml(source: Source, offset: number, problem: string): DoctorError {
  const { line, column } = placeAt(source, offset)
  const cure = isTemplate(source.text) ? 'render it first (helm template, kustomize build)' : 'mend the YAML'
  return new DoctorError('TF803', `${source.file}:${line}:${column}: not YAML: ${problem}`, cure)
}

function objects(value: unknown, source: Source, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return []
  const { apiVersion, kind, items } = value as Record<string, unknown>
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return []
  if (!kind.endsWith('List') || !Array.isArray(items)) return [path]
  // By an alias a list can be an item of its own.
  if (path.length > 20) throw badYaml(source, 0, 'lists in lists in lists')
  const found: Path[] = []
  for (const [n, item] of items.entries())
    for (const one of objects(item, source, [...path, 'items', n])) found.push(one)
  return found
}
