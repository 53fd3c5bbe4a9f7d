// Finds the config files inside ConfigMaps, and those that a pod mounts.
import { type Field, fieldOf } from '../../read/field.ts'
import type { Resource } from '../../read/resource.ts'
import { placeOfTextLine } from '../../read/text-lines.ts'

/** A file that a ConfigMap holds as text. */
export interface ConfigFile {
  readonly map: Resource
  /** The key, which is the file's name where the map is mounted. */
  readonly name: string
  readonly text: string
  readonly field: Field
  /** Whether nothing proves that the program reads it. */
  readonly mayBeUnread?: true
}

/** The files of a ConfigMap. */
export function filesOf(map: Resource): ConfigFile[] {
  return fieldOf(map)
    .get('data')
    .entries()
    .map(([name, field]) => ({ map, name, text: field.text() ?? '', field }))
}

/** The files of the ConfigMaps that a pod mounts. */
export function mountedFiles(pod: Field, namespace: string, maps: ReadonlyMap<string, Resource>): ConfigFile[] {
  const volumes = pod.get('volumes').items()
  const sources = volumes.flatMap((volume) => [
    volume.get('configMap', 'name'),
    ...volume
      .get('projected', 'sources')
      .items()
      .map((source) => source.get('configMap', 'name')),
  ])
  return sources.flatMap((name) => {
    const map = maps.get(`${namespace}/${name.text()}`)
    return map ? filesOf(map) : []
  })
}

/** The field of one line of a file; the first line is 1. It stands at the line where the manifest's own form shows it. */
export function lineField({ field }: ConfigFile, n: number, value: string): Field {
  return fieldOf({ value, place: () => placeOfTextLine(field.place, n) })
}

/** A line that is not a comment, in any of the usual forms. */
export function linesOf({ text }: ConfigFile): { line: string; n: number }[] {
  return text
    .split('\n')
    .map((line, n) => ({ line: line.replace(/\r$/, ''), n: n + 1 }))
    .filter(({ line }) => !/^\s*(#|\/\/|;|--)/.test(line))
}
