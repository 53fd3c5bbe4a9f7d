// What is Linkerd's own in the spans of its proxies: a pair at either side of the proxy, and the pod's labels on each.
import type { Name } from '../model/record.ts'
import { podName } from './pod-name.ts'

type Tags = Readonly<Record<string, unknown>>

/** Its injector writes these labels on pods, and its proxies put the labels of their pod on spans (proxy: app/src/env/trace.rs). */
const owners = ['deployment', 'statefulset', 'daemonset', 'job', 'cronjob', 'replicaset', 'replicationcontroller'].map(
  (kind) => `linkerd.io/proxy-${kind}`,
)
const namespace = 'linkerd.io/workload-ns'

/** By its usual name, or by the labels where somebody has changed that. */
export function isLinkerds(tags: Tags, service: string): boolean {
  return service === 'linkerd-proxy' || textOf(tags, [namespace]) !== undefined
}

/** One for each pod. */
export function linkerdsInstance(tags: Tags, service: string): string | undefined {
  if (!isLinkerds(tags, service)) return undefined
  return `linkerd-proxy ${textOf(tags, ['k8s.pod.name', 'host.name', 'k8s.pod.uid', 'k8s.pod.ip', ...owners]) ?? ''}`
}

/** Whose proxy it is. */
export function linkerdsWorkload(tags: Tags, service: string): Name | undefined {
  if (!isLinkerds(tags, service)) return undefined
  const pod = textOf(tags, ['k8s.pod.name', 'host.name'])
  const name = textOf(tags, [...owners, 'k8s.deployment.name']) ?? (pod === undefined ? service : podName(pod))
  return { name, namespace: textOf(tags, [namespace, 'k8s.namespace.name']) }
}

function textOf(tags: Tags, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = tags[name]
    if (typeof value === 'string' && value !== '') return value
  }
  return undefined
}
