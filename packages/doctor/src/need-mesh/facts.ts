// Facts about the meshes, each with its source and the day it was checked. Update facts here.

export interface Fact {
  readonly text: string
  readonly source: string
  /** The day it was checked, in ISO 8601. */
  readonly checked: string
}

const checked = '2026-11-22'

type FactId = 'sidecarCost' | 'nativeSidecars' | 'linkerdReleases' | 'istioReleases' | 'headers' | 'smallSystems'

export const facts: Record<FactId, Fact> = {
  sidecarCost: {
    text: 'an Istio sidecar takes about 0.20 vCPU and 60 MB for 1,000 requests per second, a waypoint 0.25 vCPU and 60 MB, a ztunnel 0.06 vCPU and 12 MB',
    source: 'istio.io, Performance and Scalability (measured for Istio 1.24)',
    checked,
  },
  nativeSidecars: {
    text: 'native sidecars are stable since Kubernetes 1.33; before that, apps start without a sidecar and Jobs never end',
    source: 'KEP-753; used by default by Istio 1.27 and Linkerd 2.20',
    checked,
  },
  linkerdReleases: {
    text: 'Linkerd is Apache 2.0, but since 2.15 its project publishes edge releases only; stable ones come from vendors, with a license key',
    source: 'Buoyant, clarifications on Linkerd 2.15 (2024-02-23); Buoyant Enterprise for Linkerd, FAQ',
    checked,
  },
  istioReleases: {
    text: 'Istio has a minor release every quarter, each supported until six weeks after the second next one',
    source: 'istio.io, Supported Releases',
    checked,
  },
  headers: {
    text: 'no mesh keeps traces whole by itself: the app must copy the tracing headers',
    source: 'istio.io, Distributed Tracing FAQ; linkerd.io, Distributed Tracing',
    checked,
  },
  smallSystems: {
    text: 'below about five services of one team the work outweighs the gain; this number is a convention, not a statement of any project',
    source: 'convention',
    checked,
  },
}

export type Feature =
  | 'ingress-tls'
  | 'traces'
  | 'retries'
  | 'mtls'
  | 'l4-policy'
  | 'metrics'
  | 'canary'
  | 'l7-authorization'
  | 'multicluster'
  | 'egress'
  | 'jwt'
  | 'vms'
  | 'extensions'

export type Maturity = 'stable' | 'beta' | 'alpha' | 'none'

export interface FeatureFact {
  readonly title: string
  /** The smallest thing that provides it: no mesh at all, a library, a proxy for connections (l4), a proxy for requests (l7). */
  readonly layer: 'none' | 'library' | 'l4' | 'l7'
  /** Stable where not set. */
  readonly istio?: Maturity
  readonly linkerd?: Maturity
  readonly ambient?: Maturity
}

/** The features that people want from a mesh, what provides each, and how mature it is there. */
export const features: Record<Feature, FeatureFact> = {
  'ingress-tls': { title: 'TLS at the ingress', layer: 'none' },
  traces: { title: 'traces', layer: 'library' },
  retries: { title: 'retries, timeouts, deadlines', layer: 'library' },
  mtls: { title: 'mutual TLS between services', layer: 'l4' },
  'l4-policy': { title: 'rules for which service may connect to which', layer: 'l4' },
  metrics: { title: 'the same metrics for every service', layer: 'l7' },
  canary: { title: 'traffic splitting, canaries', layer: 'l7' },
  'l7-authorization': { title: 'rules for which service may call which path', layer: 'l7' },
  multicluster: { title: 'one mesh over several clusters', layer: 'l7', istio: 'beta', ambient: 'beta' },
  egress: { title: 'control of calls that leave the mesh', layer: 'l7' },
  jwt: { title: "end users' tokens checked by the proxy", layer: 'l7', linkerd: 'none' },
  vms: { title: 'virtual machines in the mesh', layer: 'l7', istio: 'beta', ambient: 'none' },
  extensions: {
    title: 'custom filters in the proxy (WebAssembly, Lua)',
    layer: 'l7',
    istio: 'alpha',
    linkerd: 'none',
    ambient: 'alpha',
  },
}

export const featuresSource: string = `istio.io, Feature Status, and ambient multicluster (beta in 1.29); linkerd.io, Features; checked ${checked}`
