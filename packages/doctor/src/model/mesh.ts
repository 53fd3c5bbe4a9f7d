// Finds out which mesh and which version the manifests are for.
import { DoctorError, quote } from '../errors.ts'
import { isTestData } from '../read/is-test-data.ts'
import type { Resource } from '../read/resource.ts'

export type MeshName = 'istio' | 'linkerd'
/** The patch release is undefined if it was not given. */
export type Version = readonly [major: number, minor: number, patch?: number | undefined]

/** Whether the manifests are for this mesh; `maybe` when neither the user nor the manifests tell. */
export interface MeshFact {
  readonly presence: 'yes' | 'no' | 'maybe'
  readonly version: Version
}

export interface Mesh extends Readonly<Record<MeshName, MeshFact>> {
  /**
   * Where the sidecar delivers inbound calls: to the pod's address (`passthrough`, Istio since 1.10 and Linkerd since 2.11),
   * or to 127.0.0.1 (`loopback`, older versions and `inboundTrafficPolicy: LOCALHOST`).
   */
  readonly listen: 'passthrough' | 'loopback'
  /** The version of Kubernetes, if known. Both meshes use native sidecars only where Kubernetes can run them. */
  readonly kubernetes: Version | undefined
}

/** The version that advice assumes when the user gives none. */
const defaultVersion: Record<MeshName, Version> = { istio: [1, 30], linkerd: [2, 20] }

/** A mesh may be this many minor releases, two years, newer than the doctor. A larger number is a typo. */
const STILL_TO_COME = 8

export const meshTitles: Record<MeshName, string> = { istio: 'Istio', linkerd: 'Linkerd' }

/** `istio@1.30`, `istio@1.28.3`, `linkerd@2.20`, `istio` or `none`. Throws TF801. */
export function parseMesh(text: string): { name: MeshName; version: Version } | undefined {
  if (text === 'none') return undefined
  const found = /^(istio|linkerd)(?:@v?(\d+)\.(\d+)(?:\.(?:(\d+)(?![\w])|\w)[\w.-]*)?)?$/.exec(text)
  if (found === null)
    throw new DoctorError('TF801', `unknown mesh ${quote(text)}`, 'use istio@1.30, linkerd@2.20 or none')
  const name = found[1] as MeshName
  const version: Version = found[2] ? versionOf(found[2], found[3]!, found[4]) : defaultVersion[name]
  const [major, minor] = defaultVersion[name]
  if (version[0] === major && version[1] <= minor + STILL_TO_COME) return { name, version }
  const wrong = `there is no ${meshTitles[name]} ${versionText(version)}`
  throw new DoctorError('TF801', wrong, `the newest that this doctor knows is ${major}.${minor}`)
}

function versionOf(major: string, minor: string, patch: string | undefined): Version {
  return patch === undefined ? [Number(major), Number(minor)] : [Number(major), Number(minor), Number(patch)]
}

/** The mesh that the flags name; without flags, the one whose objects, labels or annotations the manifests use. */
export function meshOf(flags: readonly string[], resources: readonly Resource[], kubernetes?: string): Mesh {
  const named = flags.map(parseMesh)
  requireOneOfEach(flags, named)
  const isDetected = flags.length === 0
  const seen = { istio: isDetected && resources.some(isIstio), linkerd: isDetected && resources.some(isLinkerd) }
  const fact = (name: MeshName): MeshFact => {
    const version = named.find((mesh) => mesh?.name === name)?.version
    if (flags.length > 0) return { presence: version ? 'yes' : 'no', version: version ?? defaultVersion[name] }
    const presence = seen[name] ? 'yes' : seen.istio || seen.linkerd ? 'no' : 'maybe'
    return { presence, version: defaultVersion[name] }
  }
  const istio = fact('istio')
  const linkerd = fact('linkerd')
  const old =
    (istio.presence === 'yes' && isBefore(istio.version, [1, 10])) ||
    (linkerd.presence === 'yes' && isBefore(linkerd.version, [2, 11]))
  return {
    istio,
    linkerd,
    listen: old || resources.some(sendsToLoopback) ? 'loopback' : 'passthrough',
    kubernetes: kubernetes === undefined ? oldestNode(resources) : parseKubernetes(kubernetes),
  }
}

/** One version of each mesh, or none at all: two answers would be one guess. */
function requireOneOfEach(flags: readonly string[], named: readonly ReturnType<typeof parseMesh>[]): void {
  const names = named.map((mesh) => mesh?.name ?? 'none')
  const twice = new Set(names).size < names.length
  if (!twice && (names.length < 2 || !names.includes('none'))) return
  const cure = 'name each mesh once, or none alone'
  throw new DoctorError('TF801', `the meshes are ${quote(flags.join(','))}, which contradict each other`, cure)
}

/** `1.32`, or what kubectl prints: `v1.32.4`. Throws TF801. */
export function parseKubernetes(text: string): Version {
  const found = /^v?(\d+)\.(\d+)(?:[.+-].*)?$/.exec(text)
  if (found && found[1] === '1') return [Number(found[1]), Number(found[2])]
  throw new DoctorError('TF801', `unknown Kubernetes version ${quote(text)}`, 'use a version such as 1.33')
}

/**
 * The version of the oldest node among the Node objects, which `kubectl get nodes -o yaml` prints. A Node in the test data of a
 * project is not one of the cluster.
 */
export function oldestNode(resources: readonly Resource[]): Version | undefined {
  const versions = resources
    .filter(({ kind, source }) => kind === 'Node' && !isTestData(source))
    .map(({ root }) => root.get('status', 'nodeInfo', 'kubeletVersion').text() ?? '')
    .filter((text) => /^v1\.\d+/.test(text))
    .map(parseKubernetes)
  return versions.toSorted((a, b) => a[1] - b[1])[0]
}

export function isBefore(version: Version, other: Version): boolean {
  return version[0] === other[0] ? version[1] < other[1] : version[0] < other[0]
}

export function versionText([major, minor, patch]: Version): string {
  return patch === undefined ? `${major}.${minor}` : `${major}.${minor}.${patch}`
}

function isIstio(resource: Resource): boolean {
  if (resource.group.endsWith('istio.io')) return true
  return marks(resource).some(([key, value]) => {
    // Many charts turn injection off just in case, which says nothing about the mesh they will run in.
    if (/^(sidecar\.istio\.io\/inject|istio-injection)$/.test(key)) return /^(true|enabled)$/.test(value)
    return /(^|\.)istio\.io\/(?!config$)/.test(key)
  })
}

function isLinkerd(resource: Resource): boolean {
  if (resource.group.endsWith('linkerd.io')) return true
  return marks(resource).some(([key, value]) => {
    return key === 'linkerd.io/inject' ? value !== 'disabled' : /(^|\.)linkerd\.io\//.test(key)
  })
}

/** The labels and annotations of an object and of the pods it makes. */
function marks(resource: Resource): [string, string][] {
  const { root } = resource
  const metas = [root, root.get('spec', 'template'), root.get('spec', 'jobTemplate', 'spec', 'template')]
  return metas.flatMap((owner) =>
    ['labels', 'annotations'].flatMap((part) => Object.entries(owner.get('metadata', part).record())),
  )
}

/** Whether Istio's mesh config asks for 127.0.0.1: in the ConfigMap `istio`, or in an IstioOperator. */
function sendsToLoopback(resource: Resource): boolean {
  const { kind, name, root } = resource
  if (kind === 'ConfigMap' && name.startsWith('istio')) {
    return /^\s*mode:\s*LOCALHOST\s*$/m.test(root.get('data', 'mesh').text() ?? '')
  }
  return root.get('spec', 'meshConfig', 'inboundTrafficPolicy', 'mode').text() === 'LOCALHOST'
}
