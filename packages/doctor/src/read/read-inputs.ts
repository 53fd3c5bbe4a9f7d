// Reads everything the user named, and sorts it into manifests, config files and templates.
import { basename } from 'node:path'
import { DoctorError } from '../errors.ts'
import { isLarge, piecesIn } from './documents.ts'
import { findFiles, type NamedFile, readSource } from './files.ts'
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
  /** Templates found in folders. The doctor cannot check them before they are rendered. */
  readonly templates: readonly string[]
}

/**
 * Reads files, folders and `-`. Throws TF802, or TF803 with file:line:column, when a named file cannot be read. In folders it
 * ignores files without the word apiVersion, and lists templates without reading them.
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
    // Not push(...found): a call cannot take a hundred thousand arguments.
    for (const resource of found) resources.push(resource)
  }
  tick(files.length, files.length)
  return { sources, resources, settings, templates }
}

/** The limits for all files together. */
const limits = { megabytes: 16, pieces: 700_000 }

/** Counts the input and throws TF803 above a limit, because skipped files would look as if they were checked. */
function counter(): (source: Source) => void {
  const sum = { megabytes: 0, pieces: 0 }
  return (source) => {
    sum.megabytes += source.text.length / 1024 / 1024
    if (isLarge(source)) sum.pieces += piecesIn(source.text)
    const over =
      sum.megabytes > limits.megabytes
        ? `more than ${limits.megabytes} MiB`
        : sum.pieces > limits.pieces && `more than ${limits.pieces} lines and list items in large files`
    if (over)
      throw new DoctorError(
        'TF803',
        `too much input: ${over}, counted up to ${source.file}`,
        'name fewer files at a time',
      )
  }
}

/** The objects of a source. Undefined for a template found in a folder, which is not YAML before it is rendered. */
function objectsOf({ explicit }: NamedFile, source: Source): Resource[] | undefined {
  try {
    return readYaml(source)
  } catch (error) {
    // Valid YAML may also have braces, inside a string, as in alerting rules. So check for a template only after an error.
    if (explicit || !(error instanceof DoctorError) || !isTemplate(source.text)) throw error
    return undefined
  }
}
