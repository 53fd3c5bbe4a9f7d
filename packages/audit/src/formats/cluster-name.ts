// Which service an Envoy cluster stands for, and whether that is inside the mesh.
import type { Name } from '../model/record.ts'

export interface Cluster {
  readonly side: 'inbound' | 'outbound' | undefined
  readonly name: Name | undefined
  /** Outside the mesh, or unknown. */
  readonly outside: boolean
}

const none: Cluster = { side: undefined, name: undefined, outside: false }

/**
 * Istio: `outbound|8080|v1|orders.shop.svc.cluster.local`, `inbound|8080||`, `PassthroughCluster`. Consul:
 * `orders.default.dc1.internal.ID.consul`, `local_app`. Others: the name of a service.
 * @param host the requested host, if the cluster does not say
 */
export function clusterOf(cluster: string, host: string): Cluster {
  if (cluster === '' || cluster === '-') return host === '' ? none : { ...none, ...placeOf(host) }
  if (/^(inbound[|_]|InboundPassthroughCluster)/.test(cluster)) return { ...none, side: 'inbound' }
  if (/^(PassthroughCluster|BlackHoleCluster)$/.test(cluster)) return { side: 'outbound', ...placeOf(host) }
  const istio = /^outbound[|_]\.?\d*[|_]\.?([^|]*?)[|_]\.?([^|_]*)$/.exec(cluster)
  if (istio !== null) return { side: 'outbound', ...placeOf(istio[2] ?? '') }
  if (/^(local_app|local_agent)/.test(cluster)) return { ...none, side: 'inbound' }
  if (cluster.endsWith('.consul')) return { side: 'outbound', name: { name: cluster.split('.')[0]! }, outside: false }
  // A name that does not say its direction. For a cluster with an address, the host may say more.
  const inner = /^[a-z0-9.-]+$/i.test(cluster) ? placeOf(cluster) : { name: { name: cluster }, outside: false }
  return { side: undefined, ...inner }
}

/** `orders.shop.svc.cluster.local:8080` -> orders in shop. */
export function placeOf(host: string): { name: Name | undefined; outside: boolean } {
  const bare = host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '')
  if (bare === '' || bare === '-') return { name: undefined, outside: false }
  if (/^[\d.]+$/.test(bare) || bare.startsWith('[')) return { name: { name: bare }, outside: !isPrivate(bare) }
  const [name = '', namespace, kind, ...more] = bare.split('.')
  if (namespace === undefined) return { name: { name }, outside: false }
  if (kind === 'svc' || (kind === undefined && !topLevel.has(namespace)))
    return { name: { name, namespace }, outside: false }
  if (kind === 'pod' || /^(local|internal|localhost)$/.test(more.at(-1) ?? kind ?? namespace))
    return { name: { name: bare }, outside: false }
  return { name: { name: bare }, outside: true }
}

/** `orders.shop` is a service in a namespace, `example.com` is not. A namespace named `com` would be odd. */
const topLevel = new Set(
  'com net org io dev app co ai cloud edu gov info biz me eu de uk fr us ch at nl be it es pl se no fi dk jp cn in br au ca local internal'.split(
    ' ',
  ),
)

function isPrivate(address: string): boolean {
  return /^(10\.|127\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|\[(::1|f[cd]))/.test(
    address,
  )
}
