// TF704: a label or annotation of the mesh that it does not read: mistyped, in the wrong place, or with an unknown value.

import { istioElsewhere, istioOnPods, istioValues } from '../model/marks/istio.ts'
import { linkerdElsewhere, linkerdOnPods, linkerdOnServices, linkerdValues } from '../model/marks/linkerd.ts'
import { nearest } from '../model/marks/near.ts'
import type { MeshName } from '../model/mesh.ts'
import type { Field } from '../read/field.ts'
import { nameOf, type Resource } from '../read/resource.ts'
import type { RawFinding, Rule } from '../rule.ts'

export const meshMarks: Rule = {
  id: 'TF704',
  severity: 'warning',
  title: 'A label or annotation of the mesh that it does not read',
  why: `Kubernetes takes any label and annotation, and a mesh ignores those that it does not know. A mistyped name, a value such as
  "true" for linkerd.io/inject, or a pod's annotation on the Deployment instead of the pod template changes nothing: no
  sidecar, or one without the setting.`,
  source:
    'istio.io/api annotation and label (IST0107, IST0108, IST0125); Linkerd, "Automatic Proxy Injection", "Proxy Configuration".',
  before: 'sidecar.istio.io/inyect: "true"',
  after: 'sidecar.istio.io/inject: "true"',
  *check({ resources }) {
    for (const resource of resources) {
      for (const { meta, isTemplate } of metasOf(resource)) {
        for (const part of ['labels', 'annotations'] as const) {
          for (const [key, field] of meta.get(part).entries()) {
            if (key.includes('istio') || key.includes('linkerd') || key.includes('l5d'))
              yield* problemsOf({ resource, key, field, part, isTemplate, meta })
          }
        }
      }
    }
  },
}

interface Mark {
  readonly resource: Resource
  readonly key: string
  readonly field: Field
  readonly part: 'labels' | 'annotations'
  readonly isTemplate: boolean
  readonly meta: Field
}

const istio = [...istioOnPods, ...istioElsewhere]
const linkerd = [...linkerdOnPods, ...linkerdElsewhere]
const onPods = new Set([...istioOnPods, ...linkerdOnPods])
const workloadKinds = /^(Deployment|StatefulSet|DaemonSet|ReplicaSet|Job|CronJob|Rollout|DeploymentConfig)$/

function* problemsOf(mark: Mark): Iterable<RawFinding> {
  const { resource, key, field } = mark
  const mesh: MeshName = key.includes('linkerd') ? 'linkerd' : 'istio'
  const found = (message: string, fix: string): RawFinding => {
    return { place: field.place, resource, message: `${nameOf(resource)}: ${message}`, fix, mesh: [mesh] }
  }
  const meant = nearest(key, mesh === 'istio' ? istio : linkerd)
  if (meant) yield found(`${key} is not a name that the mesh reads`, meant)
  else if (isMisplaced(mark)) yield found(`the mesh reads ${key} on ${wantedOf(mark)} only`, `put it there`)
  else if (isUnknown(mark))
    yield {
      ...found(`Istio (1.31) does not read ${key}`, 'leave it out, or write the name that Istio reads'),
      severity: 'info',
    }
  else {
    const value = field.text() ?? ''
    const values = istioValues[key] ?? linkerdValues[key]
    if (values && !values.test(value))
      yield found(`${key} is ${JSON.stringify(value)}, which the mesh does not read`, wordsOf(values))
  }
}

/** An annotation of a domain whose annotations are all known. */
function isUnknown({ key, part }: Mark): boolean {
  return (
    part === 'annotations' &&
    /^(sidecar|traffic\.sidecar|readiness\.status\.sidecar|proxy|inject|networking)\.istio\.io\//.test(key) &&
    !istio.includes(key)
  )
}

/** Where the mesh would read it. A workload that has it on its template too is right. */
function isMisplaced({ resource, key, part, isTemplate, meta }: Mark): boolean {
  if (key === 'linkerd.io/inject' && part === 'labels') return !meta.get('annotations', key).exists
  if (key === 'istio-injection') return resource.kind !== 'Namespace'
  if (!onPods.has(key) || isTemplate || resource.kind === 'Pod') return false
  if (resource.kind === 'Service' && resource.group === '') return !linkerdOnServices.has(key)
  if (resource.kind === 'Namespace') return key.includes('istio.io/') && key !== 'sidecar.istio.io/inject'
  if (!workloadKinds.test(resource.kind)) return false
  const template = templateOf(resource)
  return !['labels', 'annotations'].some((one) => template.get(one, key).exists)
}

function wantedOf({ key, part }: Mark): string {
  if (key === 'istio-injection') return 'Namespaces'
  if (key === 'linkerd.io/inject' && part === 'labels') return 'annotations'
  return 'the pod template'
}

function wordsOf({ source }: RegExp): string {
  if (source.includes('d')) return source.includes(',') ? 'ports, separated by commas, or *' : 'a whole number'
  return source.replace(/^\^\(|\)\$$/g, '').replaceAll('|', ', ')
}

function metasOf(resource: Resource): { meta: Field; isTemplate: boolean }[] {
  const own = { meta: resource.root.get('metadata'), isTemplate: false }
  const template = templateOf(resource)
  return template.exists ? [own, { meta: template, isTemplate: true }] : [own]
}

function templateOf({ root, kind }: Resource): Field {
  const path = kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template'] : ['spec', 'template']
  return root.get(...path, 'metadata')
}
