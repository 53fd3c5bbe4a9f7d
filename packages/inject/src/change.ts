// What injection changes in a pod. Every form of injection uses this: the command, the policies, the component, the image.
import { version } from './version.ts'

/** Where the payload is in a container. */
const folder = '/traceferry'

/** The names and values of the change. */
export interface Change {
  /** The image that holds the payload. */
  readonly image: string
  /** Where the payload is in a container. */
  readonly folder: string
  /** What NODE_OPTIONS gets. `--import` would keep a Node before 18.18 from starting. */
  readonly flag: string
  /** The variable that gets it. */
  readonly variable: string
  /** The volume that the payload is in. */
  readonly volume: string
  /** The init container that copies it there. */
  readonly init: string
  /** As a label on a namespace or a pod: `enabled`. As a label or an annotation on a pod: `disabled`. */
  readonly inject: string
  /** Annotation, read: the containers to inject, separated by commas. */
  readonly containers: string
  /** Annotation, written: the injected containers. */
  readonly injected: string
  /** Annotation, written: the containers that were not injected, and why. */
  readonly leftAlone: string
  /** Annotation, written: what to check. */
  readonly note: string
}

/** What injection writes, and what it reads. */
export const change: Change = {
  image: `ghcr.io/traceferry/inject:${version}`,
  folder,
  flag: `--require ${folder}/register.cjs`,
  variable: 'NODE_OPTIONS',
  volume: 'traceferry',
  init: 'traceferry-init',
  inject: 'traceferry.dev/inject',
  containers: 'traceferry.dev/containers',
  injected: 'traceferry.dev/injected',
  leftAlone: 'traceferry.dev/left-alone',
  note: 'traceferry.dev/note',
}

/** Mesh proxies, which are never the target of injection. */
export const proxies: readonly string[] = [
  'istio-proxy',
  'linkerd-proxy',
  'kuma-sidecar',
  'consul-dataplane',
  'envoy-sidecar',
]

/** Why a container is left alone, and what to check: the same words in every form of injection. */
export const reasons: Readonly<Record<'valueFrom' | 'twice' | 'mount' | 'volume' | 'init' | 'envFrom', string>> = {
  valueFrom: 'NODE_OPTIONS comes from valueFrom',
  twice: 'NODE_OPTIONS is set more than once',
  mount: `something else is mounted at ${folder}`,
  volume: 'another volume is called traceferry',
  init: 'another init container is called traceferry-init',
  envFrom: 'it replaces a NODE_OPTIONS from envFrom, if there is one',
}

/** The emptyDir that the init container fills. The payload is 200 KiB. */
export const emptyDir: { readonly sizeLimit: string } = { sizeLimit: '8Mi' }

/** As the restricted level of Pod Security requires. No user id: OpenShift assigns one, otherwise the image has its own. */
const securityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  privileged: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
} as const

// Requests equal to limits keep the class Guaranteed, and an init container that requests less than the app costs nothing.
const amounts = { cpu: '50m', memory: '32Mi' } as const

/** The init container as a manifest has it. */
export function initContainer(image: string): Readonly<Record<string, unknown>> & { readonly name: string } {
  return {
    name: change.init,
    image,
    command: ['cp', '-r', '/autoinstrumentation/.', folder],
    resources: { limits: amounts, requests: amounts },
    securityContext,
    volumeMounts: [{ name: change.volume, mountPath: folder }],
  }
}

/** The volume as a manifest has it: filled by the init container, or the image itself (Kubernetes 1.35 and a runtime that supports it). */
export function payloadVolume(
  image: string,
  imageVolume: boolean,
): Readonly<Record<string, unknown>> & { name: string } {
  const source = imageVolume ? { image: { reference: image, pullPolicy: 'IfNotPresent' } } : { emptyDir }
  return { name: change.volume, ...source }
}

/** The mount as a container has it. */
export const mount: { readonly name: string; readonly mountPath: string; readonly readOnly: true } = {
  name: change.volume,
  mountPath: folder,
  readOnly: true,
}
