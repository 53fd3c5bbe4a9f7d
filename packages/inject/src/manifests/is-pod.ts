// Says whether a part of a manifest has the shape of a pod, as far as injection reads it.
import { isMap, isScalar, isSeq, type YAMLMap } from 'yaml'

/** Lists that may be missing or have no value. If one is something else, the API server refuses the pod. */
export function isPod(template: YAMLMap): boolean {
  const spec = template.get('spec', true)
  if (!isMap(spec) || !['volumes', 'initContainers'].every((key) => isListOfMaps(spec, key))) return false
  const metadata = template.get('metadata', true)
  if (
    isMap(metadata)
      ? !['annotations', 'labels'].every((key) => isEmpty(metadata, key) || isMap(metadata.get(key)))
      : !isEmpty(template, 'metadata')
  )
    return false
  const containers = spec.get('containers', true)
  if (!isSeq(containers)) return isEmpty(spec, 'containers')
  return containers.items.every(
    (one) => isMap(one) && ['env', 'envFrom', 'volumeMounts'].every((key) => isListOfMaps(one, key)),
  )
}

function isListOfMaps(map: YAMLMap, key: string): boolean {
  const list = map.get(key, true)
  return isEmpty(map, key) || (isSeq(list) && list.items.every((one) => isMap(one)))
}

function isEmpty(map: YAMLMap, key: string): boolean {
  const value = map.get(key, true) as unknown
  return value === undefined || value === null || (isScalar(value) && value.value === null)
}
