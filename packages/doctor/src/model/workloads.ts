// Reads workloads: every object that makes pods.
import { type Field, fieldOf } from '../read/field.ts'
import type { Resource } from '../read/resource.ts'
import type { Place } from '../read/source.ts'
import { type ConfigFile, mountedFiles } from './files/config-file.ts'

/** An environment variable whose value the manifests tell. */
export interface Variable {
  readonly name: string
  readonly value: string
  readonly field: Field
  readonly place: Place
}

export interface Container {
  readonly name: string
  readonly image: string
  readonly field: Field
  /** The command and its arguments, in order. */
  readonly words: readonly { readonly text: string; readonly field: Field }[]
  readonly env: readonly Variable[]
  readonly ports: readonly { readonly port: number; readonly name: string; readonly field: Field }[]
}

/** An object that makes pods: Deployment, StatefulSet, DaemonSet, ReplicaSet, Job, CronJob, Pod, Rollout, DeploymentConfig, and Knative's Service. */
export interface Workload {
  readonly resource: Resource
  readonly kind: string
  readonly name: string
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  /** The annotations of the pods. */
  readonly annotations: Readonly<Record<string, string>>
  readonly meta: Field
  readonly pod: Field
  readonly replicas: number
  /** Without the mesh's own containers. */
  readonly containers: readonly Container[]
  /** Init containers that run to completion. Native sidecars are in `containers`. */
  readonly inits: readonly Container[]
  /** Config files that the pods mount from ConfigMaps of the manifests. */
  readonly files: readonly ConfigFile[]
}

const templates: Record<string, readonly string[]> = {
  Pod: [],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
}
const kinds =
  /^(Deployment|StatefulSet|DaemonSet|ReplicaSet|Job|CronJob|Pod|Rollout|ReplicationController|DeploymentConfig)$/
const proxies = /^(istio-proxy|linkerd-proxy|istio-init|istio-validation|linkerd-init|linkerd-network-validator)$/

export function workloadsOf(resources: readonly Resource[]): Workload[] {
  const maps = new Map(resources.filter(isConfigMap).map((map) => [`${map.namespace}/${map.name}`, map]))
  return resources
    .filter((resource) => kinds.test(resource.kind) || isKnative(resource))
    .map((resource) => workloadOf(resource, maps))
}

/** Whether an object is a Service of Knative, which makes pods, and not a Service of Kubernetes. */
export function isKnative({ kind, group }: Resource): boolean {
  return kind === 'Service' && group === 'serving.knative.dev'
}

function workloadOf(resource: Resource, maps: ReadonlyMap<string, Resource>): Workload {
  const template = resource.root.get(...(templates[resource.kind] ?? ['spec', 'template']))
  const pod = template.get('spec')
  const inits = pod.get('initContainers').items()
  const isNative = (field: Field) => field.get('restartPolicy').text() === 'Always'
  const read = (field: Field) => containerOf(field, resource.namespace, maps)
  const isApp = (field: Field) => !proxies.test(field.get('name').text() ?? '')
  return {
    resource,
    kind: resource.kind,
    name: resource.name,
    namespace: resource.namespace,
    labels: template.get('metadata', 'labels').record(),
    annotations: template.get('metadata', 'annotations').record(),
    meta: template.get('metadata'),
    pod,
    replicas: resource.root.get('spec', 'replicas').number() ?? 1,
    containers: [...pod.get('containers').items(), ...inits.filter(isNative)].filter(isApp).map(read),
    inits: inits.filter((field) => !isNative(field) && isApp(field)).map(read),
    files: mountedFiles(pod, resource.namespace, maps),
  }
}

function containerOf(field: Field, namespace: string, maps: ReadonlyMap<string, Resource>): Container {
  return {
    name: field.get('name').text() ?? '',
    image: field.get('image').text() ?? '',
    field,
    words: ['command', 'args'].flatMap((part) =>
      field
        .get(part)
        .items()
        .map((item) => ({ text: item.text() ?? '', field: item })),
    ),
    env: [...fromMaps(field, namespace, maps), ...fromEnv(field, namespace, maps)],
    ports: field
      .get('ports')
      .items()
      .map((port) => ({
        port: port.get('containerPort').number() ?? 0,
        name: port.get('name').text() ?? '',
        field: port.get('containerPort'),
      })),
  }
}

function fromEnv(container: Field, namespace: string, maps: ReadonlyMap<string, Resource>): Variable[] {
  return container
    .get('env')
    .items()
    .flatMap((item): Variable[] => {
      const name = item.get('name').text() ?? ''
      const value = item.get('value')
      if (value.exists) return [variable(name, value.text() ?? '', value)]
      const from = item.get('valueFrom')
      const pointer = from.get('fieldRef', 'fieldPath')
      // Written as the variable that Kubernetes fills in, so that rules recognize the pod's address.
      if (pointer.text() === 'status.podIP') return [variable(name, '$(POD_IP)', pointer)]
      const ref = from.get('configMapKeyRef')
      const map = maps.get(`${namespace}/${ref.get('name').text()}`)
      const entry = map?.root.get('data', ref.get('key').text() ?? '')
      return entry?.exists ? [variable(name, entry.text() ?? '', entry)] : []
    })
}

function fromMaps(container: Field, namespace: string, maps: ReadonlyMap<string, Resource>): Variable[] {
  return container
    .get('envFrom')
    .items()
    .flatMap((item) => {
      const map = maps.get(`${namespace}/${item.get('configMapRef', 'name').text()}`)
      const prefix = item.get('prefix').text() ?? ''
      return (map ? fieldOf(map).get('data').entries() : []).map(([key, field]) => {
        return variable(prefix + key, field.text() ?? '', field)
      })
    })
}

/** Looks up the place only when it is read, because no rule needs the place of most variables. */
function variable(name: string, value: string, field: Field): Variable {
  return {
    name,
    value,
    field,
    get place() {
      return field.place
    },
  }
}

function isConfigMap({ kind }: Resource): boolean {
  return kind === 'ConfigMap'
}
