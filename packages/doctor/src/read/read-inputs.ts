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
import { type Aside, attempt } from './walk-folder.ts'

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

/** What was read, and what was not. */
export interface Everything extends Read {
  /** What could not be read, each with its code: TF802 or TF803. What was read may then be a part only. */
  readonly unreadable: readonly DoctorError[]
  /** Folders named `vendor`, which are not looked into unless they are named. */
  readonly passedOver: readonly string[]
}

/**
 * Reads files, folders and `-`. Throws TF802, or TF803 with file:line:column, when a file cannot be read. In folders it ignores
 * files without the word apiVersion and folders named `vendor`, and lists templates without reading them.
 *
 * @example
 * const { resources, templates } = readInputs(['k8s/', 'values.yaml'])
 */
export function readInputs(names: readonly string[], tick?: (done: number, all: number) => void): Read {
  const { unreadable, passedOver: _, ...read } = readEverything(names, tick)
  if (unreadable[0]) throw unreadable[0]
  return read
}

/** The same, but lists what cannot be read and continues: one bad file must not hide the rest. */
export function readEverything(
  names: readonly string[],
  tick: (done: number, all: number) => void = () => {},
): Everything {
  const sources: Source[] = []
  const resources: Resource[] = []
  const settings: Settings[] = []
  const templates: string[] = []
  const unreadable: DoctorError[] = []
  const passedOver: string[] = []
  const aside: Aside = {
    fail: (problem) => void unreadable.push(problem),
    passOver: (folder) => void passedOver.push(folder),
  }
  const limit = counter()
  const readOne = (named: NamedFile): void => {
    const source = readSource(named)
    if (source === undefined) return
    const isManifest = /apiVersion/.test(source.text)
    const system = systemOfFile(basename(named.file))
    if (!isManifest && !system && !named.explicit) return
    limit.add(source)
    const isConfig = system !== undefined && !isManifest
    const found = isConfig ? [] : objectsOf(named, source)
    if (found === undefined) {
      templates.push(named.file)
      return
    }
    if (isConfig) settings.push(settingsOfFile(basename(named.file), source))
    sources.push(source)
    // Not push(...found): a call cannot take a hundred thousand arguments.
    for (const resource of found) resources.push(resource)
  }
  const files = findFiles(names, aside)
  for (const [n, named] of files.entries()) {
    if (limit.isOver()) break
    tick(n, files.length)
    attempt(aside, () => readOne(named))
  }
  tick(files.length, files.length)
  return { sources, resources, settings, templates, unreadable, passedOver }
}

/** The limits for all files together. */
const limits = { megabytes: 16, pieces: 700_000 }

/** Counts the input, and throws TF803 at the limit, because skipped files would look as if they were checked. */
function counter(): { add(source: Source): void; isOver(): boolean } {
  const sum = { megabytes: 0, pieces: 0 }
  let over: string | false = false
  return {
    add(source) {
      sum.megabytes += source.text.length / 1024 / 1024
      if (isLarge(source)) sum.pieces += piecesIn(source.text)
      over =
        sum.megabytes > limits.megabytes
          ? `more than ${limits.megabytes} MiB`
          : sum.pieces > limits.pieces && `more than ${limits.pieces} lines and list items in large files`
      if (!over) return
      const problem = `too much input: ${over}, counted up to ${source.file}`
      throw new DoctorError('TF803', problem, 'name fewer files at a time')
    },
    isOver: () => over !== false,
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
