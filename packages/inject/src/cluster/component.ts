// The same change as a kustomize component: patches and replacements, without a plugin.
import { stringify } from 'yaml'
import { change, initContainer, mount, payloadVolume } from '../change.ts'

/** How the component is written. */
export interface ComponentOptions {
  /** The image of the payload. */
  readonly image?: string | undefined
  /** Mounts the image itself instead of copying from it. */
  readonly imageVolume?: boolean | undefined
}

const settings = { kind: 'TraceferryInjection', name: 'traceferry-inject' }

/** Kinds of objects, by where their pods are. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  'spec.template': ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job'],
  'spec.jobTemplate.spec.template': ['CronJob'],
}

/** The files of the component, by name. */
export function componentFiles({
  image = change.image,
  imageVolume = false,
}: ComponentOptions = {}): Record<string, string> {
  const targets = (field: string, options: object) =>
    Object.entries(kinds).flatMap(([path, names]) =>
      names.map((kind) => ({ select: { kind }, fieldPaths: [`${path}.spec.containers.*.${field}`], options })),
    )
  const replacement = (fieldPath: string, field: string, options: object) => ({
    source: { kind: settings.kind, name: settings.name, fieldPath },
    targets: targets(field, { create: true, ...options }),
  })
  const mounted = `volumeMounts.[mountPath=${change.folder}]`
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1alpha1',
    kind: 'Component',
    resources: ['settings.yaml'],
    patches: Object.entries(kinds).map(([path, names]) => ({
      target: { kind: names.join('|') },
      patch: stringify(patchOf(path, image, imageVolume), written),
    })),
    replacements: [
      // After the existing items: an index beyond the end appends.
      replacement('spec.flag', `env.[name=${change.variable}].value`, { delimiter: ' ', index: 99 }),
      replacement('spec.volume', `${mounted}.name`, {}),
      replacement('spec.readOnly', `${mounted}.readOnly`, {}),
    ],
  }
  const values = {
    apiVersion: 'traceferry.dev/v1',
    kind: settings.kind,
    metadata: { name: settings.name, annotations: { 'config.kubernetes.io/local-config': 'true' } },
    spec: { flag: change.flag, volume: change.volume, readOnly: mount.readOnly },
  }
  const head = `# Every Node.js workload of a kustomization forwards its tracing headers: "components: [this folder]". See docs/inject.md.
# A container that takes NODE_OPTIONS from valueFrom cannot be in it: leave its workload out, or use "traceferry inject".
`
  return {
    'kustomization.yaml': `${head}${stringify(kustomization, written)}`,
    'settings.yaml': `# What the replacements read. It is not applied to a cluster.\n${stringify(values, written)}`,
  }
}

const written = { lineWidth: 0, aliasDuplicateObjects: false } as const

function patchOf(path: string, image: string, imageVolume: boolean): object {
  const spec = {
    ...(imageVolume ? {} : { initContainers: [initContainer(image)] }),
    volumes: [payloadVolume(image, imageVolume)],
  }
  const pods = { metadata: { annotations: { [change.injected]: 'all' } }, spec }
  const nested = path.split('.').reduceRight<object>((inner, key) => ({ [key]: inner }), pods)
  return { apiVersion: 'any', kind: 'any', metadata: { name: 'any' }, ...nested }
}
