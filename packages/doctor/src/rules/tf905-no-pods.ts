// TF905: a Service whose selector no pod has.
import { memoize } from '../memoize.ts'
import { grouped } from '../model/grouped.ts'
import { nearest } from '../model/marks/near.ts'
import { isSelectedAnywhere, podsBehind } from '../model/pods-behind.ts'
import type { Service } from '../model/services.ts'
import type { Workload } from '../model/workloads.ts'
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'

export const noPods: Rule = {
  id: 'TF905',
  severity: 'warning',
  title: 'A Service whose selector no pod has',
  why: `A Service without pods answers with 503 (flag UH) behind a sidecar, and refuses connections without one. The selector must
  have the labels of the pod template, not those of the Deployment. It is silent where the manifests have no workload of the
  namespace, and a note where nothing shows which pods were meant, or where objects of operators may make them.`,
  source: 'Kubernetes, "Service: selector"; Istio, "Application Requirements: Service association".',
  before: 'app: order',
  after: 'app: orders',
  *check(world) {
    const { services, workloads, resources } = world
    const behind = podsBehind(world)
    const operated = new Set(resources.filter(({ group }) => isOperators(group)).map(({ namespace }) => namespace))
    for (const service of services) {
      const { resource, selector, namespace, external } = service
      const wanted = Object.entries(selector)
      const pods = podsIn(workloads).get(namespace) ?? []
      if (external || wanted.length === 0 || pods.length === 0) continue
      if (behind.has(service) || isSelectedAnywhere(service, world)) continue
      const near = closest(service, pods)
      const isPart = near === undefined || operated.has(namespace) || isRuntime(wanted)
      const other = near ? ` (${nameOf(near.pod.resource)} has ${near.key}=${near.pod.labels[near.key] ?? ''})` : ''
      yield {
        place: resource.root.get('spec', 'selector').place,
        resource,
        message: `${nameOf(resource)} selects ${wanted.map((pair) => pair.join('=')).join(', ')}, which no pod has${isPart ? ' in these manifests' : ''}${other}`,
        fix: 'select the labels of the pod template',
        severity: isPart ? 'info' : 'warning',
      }
    }
  },
}

const podsIn = memoize((workloads: readonly Workload[]) => grouped(workloads, ({ namespace }) => [namespace]))

/** Whether objects of a group may make pods: not those of Kubernetes, Istio, Linkerd and the Gateway API. */
function isOperators(group: string): boolean {
  return group.includes('.') && !/(^|\.)(k8s\.io|istio\.io|linkerd\.io|openshift\.io)$/.test(group)
}

/** Labels that a program sets on its running pods, such as the leader of a database. */
function isRuntime(wanted: readonly (readonly [string, string])[]): boolean {
  return wanted.some(
    ([key, value]) =>
      /(^|[./-])(role|leader|statefulset\.kubernetes\.io\/pod-name)$/.test(key) ||
      /^(master|primary|leader)$/.test(value),
  )
}

/**
 * The pod that was probably meant, and the label that it has another value of: it has some of the labels, its workload has the
 * Service's name, or a value differs by a letter or two.
 */
function closest({ name, selector }: Service, pods: readonly Workload[]): { pod: Workload; key: string } | undefined {
  if (pods.length > 50) return undefined
  const wanted = Object.entries(selector)
  for (const pod of pods) {
    const wrong = wanted.filter(([key, value]) => pod.labels[key] !== value)
    const isMeant =
      wrong.length < wanted.length ||
      pod.name === name ||
      wrong.every(([key, value]) => nearest(value, [pod.labels[key] ?? '']) !== undefined)
    if (isMeant) return { pod, key: wrong[0]![0] }
  }
  return undefined
}
