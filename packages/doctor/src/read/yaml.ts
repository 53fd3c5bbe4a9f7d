import { type Document, parseAllDocuments } from 'yaml'
import { DoctorError } from '../errors.ts'
import type { Path } from './field.ts'
import { type Resource, resourceOf } from './resource.ts'
import { placeAt, type Source } from './source.ts'

/**
 * The Kubernetes objects of a YAML or JSON text: any number of documents, and the items of `kind: List`, as
 * `kubectl get -o yaml` prints them. Other YAML, such as a values.yaml, has none. Throws TF803 with file:line:column
 * when the text is no YAML.
 */
export function readYaml(source: Source): Resource[] {
  const found: Resource[] = []
  for (const doc of parse(source)) {
    const value = valueIn(doc, source)
    for (const path of objects(value)) found.push(resourceOf(source, doc, value, path))
  }
  return found
}

/** Whether a text holds template actions, as a chart's templates do before they are rendered. */
export function isTemplate(text: string): boolean {
  return /\{\{-?\s*[^}\n]*\}\}/.test(text)
}

function parse(source: Source): Document[] {
  const documents = parseAllDocuments(source.text, { strict: true, uniqueKeys: true, logLevel: 'silent' })
  for (const document of documents as Document[]) {
    const [error] = document.errors
    if (error) throw badYaml(source, error.pos[0], error.message)
  }
  return documents as Document[]
}

/** Aliases are bounded (100 by default): a small text cannot grow into a large value. */
function valueIn(document: Document, source: Source): unknown {
  try {
    return document.toJS()
  } catch (error) {
    throw badYaml(source, document.range?.[0] ?? 0, (error as Error).message)
  }
}

function badYaml(source: Source, offset: number, message: string): DoctorError {
  const { line, column } = placeAt(source, offset)
  const where = `${source.file}:${line}:${column}`
  const cure = isTemplate(source.text) ? 'render it first (helm template, kustomize build)' : 'mend the YAML'
  return new DoctorError('TF803', `${where}: not YAML: ${message.split('\n')[0]?.replace(/ at line .*$/, '')}`, cure)
}

function objects(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return []
  const { apiVersion, kind, items } = value as Record<string, unknown>
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return []
  if (kind.endsWith('List') && Array.isArray(items)) {
    return items.flatMap((item, n) => objects(item, [...path, 'items', n]))
  }
  return [path]
}
