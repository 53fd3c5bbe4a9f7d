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
  if (!mountsUnknown(workload)) return workload.files
  const mounted = new Set(workload.files.map(({ map }) => map))
  const own = (mapsByNamespace(resources).get(workload.namespace) ?? []).filter(
    (map) => !mounted.has(map) && (map.name === workload.name || map.name.startsWith(`${workload.name}-`)),
  )
  return [...workload.files, ...own.flatMap(filesOf)]
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
