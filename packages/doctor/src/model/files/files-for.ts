// Which config files of ConfigMaps a workload reads.
import { memoize } from '../../memoize.ts'
import type { Resource } from '../../read/resource.ts'
import type { World } from '../../world.ts'
import { grouped } from '../grouped.ts'
import type { Workload } from '../workloads.ts'
import { type ConfigFile, filesOf } from './config-file.ts'

/**
 * The files that a workload mounts. Where a container mounts a volume that the manifest does not define, a patch adds it
 * later: then also the files of the namespace's ConfigMaps that have the workload's name (`web-config` of `web`).
 */
export function filesFor(workload: Workload, { resources }: Pick<World, 'resources'>): readonly ConfigFile[] {
  const read = (file: ConfigFile) => readBy(file, workload)
  if (!mountsUnknown(workload)) return workload.files.flatMap(read)
  const mounted = new Set(workload.files.map(({ map }) => map))
  const own = (mapsByNamespace(resources).get(workload.namespace) ?? []).filter(
    (map) => !mounted.has(map) && (map.name === workload.name || map.name.startsWith(`${workload.name}-`)),
  )
  return [...workload.files, ...own.flatMap(filesOf)].flatMap(read)
}

/**
 * Spring reads `application-local.yml` only where the profile local is switched on, by a variable or an argument. Where the manifests
 * switch on none, the image may.
 */
function readBy(file: ConfigFile, { containers }: Workload): ConfigFile[] {
  const [, profile] = /^application-([\w-]+)\.(?:ya?ml|properties)$/.exec(file.name) ?? []
  if (profile === undefined) return [file]
  const texts = containers.flatMap(({ words, env }) => [
    ...words.filter(({ text }) => /profile/i.test(text)).map(({ text }) => text),
    ...env.filter((one) => /profile/i.test(one.name) || /profile/i.test(one.value)).map(({ value }) => value),
  ])
  if (texts.length === 0) return [{ ...file, mayBeUnread: true }]
  return texts.some((text) => text.split(/[^\w-]+/).includes(profile)) ? [file] : []
}

function mountsUnknown({ pod, containers, resource }: Workload): boolean {
  const claims = resource.root.get('spec', 'volumeClaimTemplates').items()
  const known = new Set(
    [
      ...pod
        .get('volumes')
        .items()
        .map((volume) => volume.get('name')),
      ...claims.map((one) => one.get('metadata', 'name')),
    ].map((name) => name.text()),
  )
  return containers.some(({ field }) =>
    field
      .get('volumeMounts')
      .items()
      .some((mount) => !known.has(mount.get('name').text())),
  )
}

const mapsByNamespace = memoize((resources: readonly Resource[]) =>
  grouped(
    resources.filter(({ kind }) => kind === 'ConfigMap'),
    ({ namespace }) => [namespace],
  ),
)
