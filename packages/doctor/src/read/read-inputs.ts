import { basename } from 'node:path'
import { DoctorError } from '../errors.ts'
import { isLarge, piecesIn } from './documents.ts'
import { findFiles, type Named, readSource } from './files.ts'
import { isTemplate } from './is-template.ts'
import { readYaml } from './read-yaml.ts'
import type { Resource } from './resource.ts'
import { type Settings, settingsOfFile, systemOfFile } from './settings.ts'
import type { Source } from './source.ts'

/** What was read, sorted by what it is. */
export interface Read {
  /** Every file, with its text. */
  readonly sources: readonly Source[]
  /** Objects of Kubernetes, Istio, Linkerd and the Gateway API. */
  readonly resources: readonly Resource[]
  /** Config files of ZooKeeper, Cassandra, Elasticsearch, Redis and NiFi. */
  readonly settings: readonly Settings[]
  /** Templates that were met in folders: they must be rendered before anything can be said about them. */
  readonly templates: readonly string[]
}

/**
 * Reads files, folders and `-`. What the user names must be readable: TF802, or TF803 with file:line:column. In folders,
 * files without the word apiVersion are none of our business, and templates are listed and left alone.
 *
 * @example
 * const { resources, templates } = readInputs(['k8s/', 'values.yaml'])
 */
export function readInputs(names: readonly string[], tick: (done: number, all: number) => void = () => {}): Read {
  const sources: Source[] = []
  const resources: Resource[] = []
  const settings: Settings[] = []
  const templates: string[] = []
  const count = counter()
  const files = findFiles(names)
  for (const [n, named] of files.entries()) {
    tick(n, files.length)
    const source = readSource(named)
    if (source === undefined) continue
    const isManifest = /apiVersion/.test(source.text)
    const system = systemOfFile(basename(named.file))
    if (!isManifest && !system && !named.explicit) continue
    count(source)
    const isConfig = system !== undefined && !isManifest
    const found = isConfig ? [] : objectsOf(named, source)
    if (found === undefined) {
      templates.push(named.file)
      continue
    }
    sources.push(source)
    if (isConfig) settings.push(settingsOfFile(basename(named.file), source))
    // Not push(...): a hundred thousand arguments are more than a call may have.
    for (const resource of found) resources.push(resource)
  }
  tick(files.length, files.length)
  return { sources, resources, settings, templates }
}

/** What all files together may hold. */
const most = { megabytes: 16, pieces: 700_000 }

/** Throws TF803 when it becomes too much: what is left out would count as checked. */
function counter(): (source: Source) => void {
  const sum = { megabytes: 0, pieces: 0 }
  return (source) => {
    sum.megabytes += source.text.length / 1024 / 1024
    if (isLarge(source)) sum.pieces += piecesIn(source.text)
    const over =
      sum.megabytes > most.megabytes
        ? `more than ${most.megabytes} MiB`
        : sum.pieces > most.pieces && `more than ${most.pieces} lines and list items in large files`
    if (over)
      throw new DoctorError(
        'TF803',
        `too much at once: ${over}, as far as ${source.file}`,
        'name fewer files at a time',
      )
  }
}

/** Undefined for a template that nobody has named: it must be rendered before it is YAML. */
function objectsOf({ explicit }: Named, source: Source): Resource[] | undefined {
  try {
    return readYaml(source)
  } catch (error) {
    // Braces may also stand inside of a string, as in alerting rules.
    if (explicit || !(error instanceof DoctorError) || !isTemplate(source.text)) throw error
    return undefined
  }
}
