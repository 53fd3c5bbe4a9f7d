// Finds the pods in a document: workloads, and those in a List.
import { type Document, isAlias, isMap, isSeq, type YAMLMap } from 'yaml'
import { isPod } from './is-pod.ts'
import { type PodTemplate, templatePath } from './pod.ts'

/** An object that creates pods. */
export interface Workload {
  readonly kind: string
  readonly name: string
  readonly namespace: string
  /** The map that has the pods' `metadata` and `spec`. */
  readonly template: YAMLMap
  readonly pod: PodTemplate
  /** Whether it has the shape of a pod, so that `pod` matches its type. */
  readonly isPod: boolean
  /** Whether a part of the pod that injection may change is elsewhere, behind an alias. */
  readonly hasAlias: boolean
}

/** A ConfigMap in the manifests. */
export interface ConfigMap {
  readonly name: string
  readonly namespace: string
  readonly keys: readonly string[]
}

/** The objects of a document: itself, or the items of a List. */
export function objectsOf(document: Document): YAMLMap[] {
  const { contents } = document
  if (!isMap(contents)) return []
  const items = contents.get('items', true)
  if (!/List$/.test(String(contents.get('kind'))) || !isSeq(items)) return [contents]
  return items.items.filter((item) => isMap(item))
}

/** An object that creates pods, with its template; undefined for everything else. */
export function workloadOf(object: YAMLMap, document: Document): Workload | undefined {
  const kind = object.get('kind')
  const path = templatePath(kind)
  const template = path === undefined ? undefined : path.length === 0 ? object : object.getIn(path, true)
  if (!isMap(template) || !isMap(template.get('spec', true))) return undefined
  return {
    kind: String(kind),
    ...nameOf(object),
    template,
    pod: template.toJS(document) as PodTemplate,
    isPod: isPod(template),
    hasAlias: hasAlias(template),
  }
}

export function configMapOf(object: YAMLMap): ConfigMap | undefined {
  const data = object.get('data', true)
  if (object.get('kind') !== 'ConfigMap' || !isMap(data)) return undefined
  return { ...nameOf(object), keys: data.items.map(({ key }) => String(key)) }
}

function nameOf(object: YAMLMap): { name: string; namespace: string } {
  const of = (key: string) => object.getIn(['metadata', key])
  return { name: String(of('name') ?? of('generateName') ?? ''), namespace: String(of('namespace') ?? '') }
}

/** An edit there would change what others share. */
function hasAlias(template: YAMLMap): boolean {
  const spec = template.get('spec', true)
  if (!isMap(spec)) return true
  const containers = spec.get('containers', true)
  const nodes = [
    template.get('metadata', true),
    containers,
    spec.get('volumes', true),
    spec.get('initContainers', true),
  ]
  const own = isSeq(containers) ? containers.items : []
  const parts = own.flatMap((one) => (isMap(one) ? [one.get('env', true), one.get('volumeMounts', true)] : [one]))
  const items = parts.flatMap((part) => (isSeq(part) ? part.items : []))
  return [...nodes, ...parts, ...items].some(isAlias) || [spec, ...own].some(hasMergeKey)
}

function hasMergeKey(node: unknown): boolean {
  return isMap(node) && node.items.some(({ key }) => String(key) === '<<')
}
