// Finds out whether a workload's pods get a sidecar, and whether that sidecar is a native one.
import type { Resource } from '../read/resource.ts'
import { isBefore, type Mesh, type Version } from './mesh.ts'
import type { Workload } from './workloads.ts'

/** How a workload's pods take part in the mesh. */
export type Injection = 'sidecar' | 'ambient' | 'off' | 'never'

/**
 * `never`: hostNetwork and kube-system pods get no sidecar, even if their labels ask for one. `off`: a label or annotation
 * turns injection off. `ambient`: a proxy on the node. Otherwise the doctor assumes a sidecar, because the namespace label
 * that turns injection on often lives in another repository.
 */
export function injectionOf(workload: Workload, namespaces: ReadonlyMap<string, Resource>): Injection {
  if (workload.pod.get('hostNetwork').value === true || /^kube-(system|public|node-lease)$/.test(workload.namespace))
    return 'never'
  const of = (key: string) => workload.annotations[key] ?? workload.labels[key]
  if (of('sidecar.istio.io/inject') === 'false' || of('linkerd.io/inject') === 'disabled') return 'off'
  const space = namespaces.get(workload.namespace)?.root.get('metadata')
  const mode = of('istio.io/dataplane-mode') ?? space?.get('labels', 'istio.io/dataplane-mode').text()
  if (mode === 'ambient' && of('sidecar.istio.io/inject') !== 'true') return 'ambient'
  if (of('sidecar.istio.io/inject') === 'true' || of('linkerd.io/inject')) return 'sidecar'
  const injects = space?.get('labels', 'istio-injection').text() === 'disabled'
  return injects || space?.get('annotations', 'linkerd.io/inject').text() === 'disabled' ? 'off' : 'sidecar'
}

/**
 * Whether Istio's sidecar is a native one (an init container with `restartPolicy: Always`, KEP-753). A native sidecar starts
 * before the app, stops after it and lets Jobs end. It is Istio's default since 1.27, on nodes with Kubernetes 1.33.
 */
export function isNativeIstio(workload: Workload, mesh: Mesh): boolean {
  const chosen = workload.annotations['sidecar.istio.io/nativeSidecar']
  if (chosen) return chosen === 'true'
  return !isBefore(mesh.istio.version, [1, 27]) && canRunNative(mesh, [1, 33])
}

/** The same for Linkerd, where native sidecars are the default since 2.20. */
export function isNativeLinkerd(workload: Workload, mesh: Mesh): boolean {
  const key = 'proxy-enable-native-sidecar'
  const chosen =
    workload.annotations[`config.linkerd.io/${key}`] ?? workload.annotations[`config.beta.linkerd.io/${key}`]
  if (chosen) return chosen === 'true'
  return !isBefore(mesh.linkerd.version, [2, 20]) && canRunNative(mesh, [1, 29])
}

/** Native sidecars are on by default since Kubernetes 1.29 (beta) and stable since 1.33. Istio requires 1.33. */
function canRunNative({ kubernetes }: Mesh, since: Version): boolean {
  return kubernetes === undefined || !isBefore(kubernetes, since)
}
