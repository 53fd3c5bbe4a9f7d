// Reads config files of ZooKeeper, Cassandra, Elasticsearch, Redis and NiFi: the systems that people first run into when they
// put something other than a web service into a mesh.
import { isScalar, isSeq, parseDocument } from 'yaml'
import { DoctorError } from '../errors.ts'
import { yamlProblem } from './bad-yaml.ts'
import { type Place, placeAt, placeOfLine, type Source, sourceOf } from './source.ts'
import { indentOf, placeOfTextLine } from './text-lines.ts'

export type System = 'zookeeper' | 'cassandra' | 'elasticsearch' | 'redis' | 'nifi'

export interface Setting {
  readonly key: string
  readonly value: string
  readonly place: Place
}

/** The settings of one system in one file, ConfigMap key or container. */
export interface Settings {
  readonly system: System
  /** Whether this is a whole file, so that missing settings have their defaults. Variables and arguments only add to a file. */
  readonly complete: boolean
  /** The place of the file or the container. */
  readonly place: Place
  readonly entries: readonly Setting[]
  get(key: string): Setting | undefined
}

type Line = { key: string; value: string; line: number }

/** `complete` is false for files that only add to another one, as Bitnami's do: what they leave out is not at its default. */
const files: Record<string, { system: System; parse: (text: string) => Line[]; complete?: boolean }> = {
  'zoo.cfg': { system: 'zookeeper', parse: properties },
  // ZooKeeper as Kafka ships it.
  'zookeeper.properties': { system: 'zookeeper', parse: properties },
  'my_elasticsearch.yml': { system: 'elasticsearch', parse: flatYaml, complete: false },
  'redis-default.conf': { system: 'redis', parse: words, complete: false },
  'valkey.conf': { system: 'redis', parse: words },
  'valkey-default.conf': { system: 'redis', parse: words, complete: false },
  'cassandra.yaml': { system: 'cassandra', parse: flatYaml },
  'elasticsearch.yml': { system: 'elasticsearch', parse: flatYaml },
  'elasticsearch.yaml': { system: 'elasticsearch', parse: flatYaml },
  'redis.conf': { system: 'redis', parse: words },
  'nifi.properties': { system: 'nifi', parse: properties },
}

/** Which system a file of this name configures. */
export function systemOfFile(name: string): System | undefined {
  return files[name.toLowerCase()]?.system
}

/** Reads a config file by itself. Throws TF803 with file:line:column when it is not valid YAML. */
export function settingsOfFile(name: string, source: Source): Settings {
  const { system, parse, complete = true } = files[name.toLowerCase()]!
  let lines: Line[]
  try {
    lines = parse(source.text)
  } catch (error) {
    throw new DoctorError('TF803', `${source.file}: ${(error as Error).message.split('\n')[0]}`, 'fix the YAML')
  }
  const entries = lines.map(({ key, value, line }) => ({
    key,
    value,
    place: placeOfLine(source, line, indentOf(source, line)),
  }))
  return settingsOf(system, complete, placeOfLine(source, 1), entries)
}

/** Reads a config file inside a ConfigMap. `place` is the place of its key. */
export function settingsOfText(name: string, text: string, place: Place): Settings {
  const { system, parse, complete = true } = files[name.toLowerCase()]!
  const lines = parseOrNothing(parse, text)
  const entries = (lines ?? []).map(({ key, value, line }) => {
    return { key, value, place: placeOfTextLine(place, line) }
  })
  // Of a text that cannot be read nobody knows what it leaves out.
  return settingsOf(system, complete && lines !== undefined, place, entries)
}

export function settingsOf(system: System, complete: boolean, place: Place, entries: readonly Setting[]): Settings {
  // In all five systems the last one wins.
  return { system, complete, place, entries, get: (key) => entries.findLast((entry) => entry.key === key) }
}

function parseOrNothing(parse: (text: string) => Line[], text: string): Line[] | undefined {
  try {
    return parse(text)
  } catch {
    return undefined // a template that an init container fills in, so there is nothing to check
  }
}

function properties(text: string): Line[] {
  return eachLine(text, /^\s*([^#!=\s][^=\s]*)\s*[=:]\s*(.*?)\s*$/)
}

function words(text: string): Line[] {
  return eachLine(text, /^\s*([a-z][a-z0-9-]*)\s+(.*?)\s*$/i).map((line) => ({ ...line, key: line.key.toLowerCase() }))
}

function eachLine(text: string, pattern: RegExp): Line[] {
  return text.split('\n').flatMap((line, n) => {
    const found = pattern.exec(line.replace(/\r$/, ''))
    return found ? [{ key: found[1]!, value: found[2]!.replace(/^"(.*)"$/, '$1'), line: n + 1 }] : []
  })
}

/** `network: { host: x }` and `network.host: x` are the same to Elasticsearch. */
function flatYaml(text: string): Line[] {
  const source = sourceOf('', text)
  const doc = parseDocument(text, { logLevel: 'silent', uniqueKeys: false, prettyErrors: false })
  if (doc.errors[0])
    throw new Error(`line ${placeAt(source, doc.errors[0].pos[0]).line}: ${yamlProblem(doc.errors[0])}`)
  const found: Line[] = []
  const walk = (node: unknown, path: string): void => {
    const items = (node as { items?: { key?: { value?: unknown; range?: number[] }; value?: unknown }[] } | null)?.items
    for (const { key, value } of items ?? []) {
      if (key?.range === undefined) continue
      const name = path === '' ? String(key.value) : `${path}.${key.value}`
      const { line } = placeAt(source, key.range[0]!)
      const list = listOf(value)
      if (list) found.push({ key: name, value: list.join(','), line })
      else if (value === null || isScalar(value)) found.push({ key: name, value: textOf(value), line })
      else walk(value, name)
    }
  }
  walk(doc.contents, '')
  return found
}

/** A list of single values, such as `network.host: [_local_, _site_]`. */
function listOf(value: unknown): string[] | undefined {
  return isSeq(value) && value.items.length > 0 && value.items.every((item) => isScalar(item))
    ? value.items.map(textOf)
    : undefined
}

function textOf(value: unknown): string {
  const plain = isScalar(value) ? value.value : undefined
  return plain === null || plain === undefined ? '' : String(plain)
}
