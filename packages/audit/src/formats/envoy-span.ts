// A span from any store -> a sidecar record, if a proxy made it. Envoy marks its own spans; its tags are the same in all formats.
import type { Name, SidecarRecord } from '../model/record.ts'
import { clusterOf } from './cluster-name.ts'
import { isLinkerds, linkerdsInstance, linkerdsWorkload } from './linkerd-span.ts'
import { memo } from './memo.ts'
import { podName } from './pod-name.ts'
import { isProbe } from './probes.ts'

/** What all formats say about a span. */
export interface PlainSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentId: string | undefined
  readonly kind: string | undefined
  readonly start: number
  readonly duration: number
  readonly service: string
  readonly address?: string | undefined
  readonly tags: Readonly<Record<string, unknown>>
}

export function recordOfSpan(span: PlainSpan): SidecarRecord {
  const { traceId, spanId, parentId, kind, start, duration, service, tags } = span
  const parent = parentId === undefined || parentId === '' ? 'none' : { id: parentId }
  const links = { traceId, spanId, parent, start, duration, source: 'span' } as const
  if (!isProxys(tags, service)) return { ...links, direction: 'app', instance: service, workload: { name: service } }

  const nodeId = text(tags, 'node_id')
  const node = nodeId === '' ? undefined : nodeOf(nodeId)
  const upstreamCluster = text(tags, 'upstream_cluster.name') || text(tags, 'upstream_cluster')
  const url = text(tags, 'http.url') || text(tags, 'url.full')
  const cluster = clusterAt(
    `${upstreamCluster} ${hasOwnName(upstreamCluster) ? '' : hostOf(url) || text(tags, 'server.address')}`,
  )
  const side = text(tags, 'direction') || cluster.side || (kind === 'CLIENT' ? 'outbound' : 'inbound')
  const isIn = side === 'inbound'
  const userAgent = text(tags, 'user_agent') || text(tags, 'user_agent.original') || undefined
  return {
    traceId,
    spanId,
    parent,
    start,
    duration,
    source: 'span',
    direction: directionOf(isIn, kind, isLinkerds(tags, service)),
    instance: node?.id ?? linkerdsInstance(tags, service) ?? (span.address ? `${service} ${span.address}` : service),
    workload: workloadOf(service, tags, node),
    requestId: text(tags, 'guid:x-request-id') || undefined,
    peer: isIn ? undefined : cluster.name,
    upstreamCluster,
    userAgent,
    probe: isIn && isProbe(userAgent, pathOf(url)),
    gateway: node?.gateway,
    outside: !isIn && cluster.outside,
  }
}

/** A proxy may make a span on each side of itself: the one for what comes in counts. Envoy's only outbound span is for what goes out. */
function directionOf(isIn: boolean, kind: string | undefined, linkerds: boolean): SidecarRecord['direction'] {
  if ((isIn || linkerds) && kind === 'CLIENT') return 'proxy'
  return isIn ? 'inbound' : 'outbound'
}

/** If the cluster has no meaningful name, only the requested host says which service it is. */
const hasOwnName = (upstreamCluster: string) =>
  upstreamCluster !== '' && !upstreamCluster.startsWith('Passthrough') && !upstreamCluster.startsWith('BlackHole')

const clusterAt = memo(5_000, (key) => {
  const at = key.lastIndexOf(' ')
  return clusterOf(key.slice(0, at), key.slice(at + 1))
})

function hostOf(url: string): string {
  return /^[a-z]+:\/\/([^/?#\s]*)/i.exec(url)?.[1] ?? ''
}

function pathOf(url: string): string {
  const at = url.indexOf('/', url.indexOf('://') + 3)
  return at < 0 ? '' : url.slice(at)
}

/** Envoy says so; Linkerd's proxy is recognized by its name or by its pod's labels. */
function isProxys(tags: PlainSpan['tags'], service: string): boolean {
  return tags.component === 'proxy' || isLinkerds(tags, service) || typeof tags['guid:x-request-id'] === 'string'
}

interface Node {
  readonly id: string
  readonly pod: string
  readonly namespace: string
  readonly gateway: boolean
}

/** Istio's: `sidecar~10.0.0.7~orders-7c9d8f6b5-x2v9k.shop~shop.svc.cluster.local` */
const nodeOf = memo(20_000, (id): Node | { id: string; gateway: boolean } => {
  const [type = '', , pod = '', domain = ''] = id.split('~')
  if (domain === '') return { id, gateway: false }
  const at = pod.lastIndexOf('.')
  const namespace = at < 0 ? domain.split('.')[0]! : pod.slice(at + 1)
  return { id, pod: at < 0 ? pod : pod.slice(0, at), namespace, gateway: type === 'router' || type === 'waypoint' }
})

/** Istio appends the namespace to the name; a custom mesh may not. */
function workloadOf(service: string, tags: PlainSpan['tags'], node: ReturnType<typeof nodeOf> | undefined): Name {
  const linkerds = linkerdsWorkload(tags, service)
  if (linkerds !== undefined) return linkerds
  const known = node !== undefined && 'pod' in node ? node : undefined
  const namespace = text(tags, 'istio.namespace') || text(tags, 'k8s.namespace.name') || known?.namespace
  const canonical = text(tags, 'istio.canonical_service')
  if (canonical !== '' && canonical !== 'unknown') return { name: canonical, namespace }
  if (service === '' || service === 'istio-proxy') {
    const pod = text(tags, 'k8s.deployment.name') || podName(text(tags, 'k8s.pod.name') || known?.pod || service)
    return { name: pod, namespace }
  }
  if (namespace !== undefined)
    return { name: service.endsWith(`.${namespace}`) ? service.slice(0, -namespace.length - 1) : service, namespace }
  const parts = service.split('.')
  return parts.length === 2 && parts[0] !== '' ? { name: parts[0]!, namespace: parts[1] } : { name: service }
}

function text(tags: PlainSpan['tags'], name: string): string {
  const value = tags[name]
  return typeof value === 'string' && value !== '-' ? value : ''
}
