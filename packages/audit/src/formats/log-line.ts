// What one line of an access log says -> a sidecar record.
import type { Name, SidecarRecord } from '../model/record.ts'
import type { Input } from '../read/sink.ts'
import { clusterOf, placeOf } from './cluster-name.ts'
import type { Fields } from './fields.ts'
import { memo } from './memo.ts'
import { podName } from './pod-name.ts'
import { isProbe } from './probes.ts'

/** @returns undefined for a line without a request: TCP, or one that no route took */
export function recordOfLine(fields: Fields, input: Input): SidecarRecord | undefined {
  const { cluster = '', authority = '', requestId = '', userAgent = '' } = fields
  const trace = traceOf(fields)
  const start = microseconds(fields.start ?? '')
  if (Number.isNaN(start) || (requestId === '' && trace.traceId === undefined) || cluster === '') return undefined
  const place = clusterAt(`${cluster} ${authority}`)
  // Manually configured Envoys have their own name for the application beside them.
  const isIn = place.side === 'inbound' || (place.side === undefined && /^(local|app$|self$|inbound)/.test(cluster))
  const own = addressOf((isIn ? fields.local : fields.remote) ?? '')
  const pod = fields.pod || input.instance
  return {
    ...trace,
    direction: isIn ? 'inbound' : 'outbound',
    instance: pod || own || input.name,
    workload: pod ? { name: podName(pod), namespace: fields.namespace || input.namespace } : undefined,
    hint: input.workload === undefined ? undefined : { name: input.workload, namespace: input.namespace },
    requestId: requestId || undefined,
    start,
    duration: (Number(fields.duration) || 0) * 1000,
    // For an inbound line: the service that the caller requested, which is the workload's own.
    peer: isIn ? calleeOf(fields.serverName ?? '', authority) : place.name,
    upstreamCluster: cluster,
    userAgent: userAgent || undefined,
    probe: isProbe(userAgent, fields.path),
    outside: !isIn && place.outside,
    source: 'log',
  }
}

const clusterAt = memo(5_000, (key) => {
  const at = key.lastIndexOf(' ')
  return clusterOf(key.slice(0, at), key.slice(at + 1))
})

/** With mutual TLS, the server name is `outbound_.8080_._.orders.shop.svc.cluster.local`. */
function calleeOf(serverName: string, authority: string): Name | undefined {
  const named = placeOf(serverName.replace(/^outbound_\.\d+_\.[^.]*_?\./, ''))
  if (named.name !== undefined && !named.outside) return named.name
  const asked = placeOf(authority)
  return asked.outside || asked.name === undefined || /^[\d.[]|^localhost$/.test(asked.name.name)
    ? undefined
    : asked.name
}

/** Without its port, and not a loopback address, which all pods have. */
function addressOf(address: string): string | undefined {
  const bare = address.replace(/:\d+$/, '')
  return bare === '' || bare.startsWith('127.') || bare === '[::1]' ? undefined : bare
}

/** What the sidecar sent on or received: its own span. Only `x-b3-parentspanid` gives the parent. */
function traceOf({
  traceparent,
  b3,
  traceId,
  spanId,
  parentId,
  sampled,
}: Fields): Pick<SidecarRecord, 'traceId' | 'spanId' | 'parent' | 'sampled'> {
  if (traceId && spanId) {
    const parent = parentId === undefined ? 'unknown' : parentId === '' ? 'none' : { id: parentId }
    return { traceId, spanId, parent, sampled: sampled ? sampled !== '0' : undefined }
  }
  const [, trace, span, flags] =
    /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})/.exec(traceparent ?? '') ?? []
  if (trace !== undefined)
    return { traceId: trace, spanId: span, parent: 'unknown', sampled: (Number.parseInt(flags!, 16) & 1) === 1 }
  const single = /^([0-9a-f]{16,32})-([0-9a-f]{16})(?:-([01d]))?(?:-([0-9a-f]{16}))?$/.exec(b3 ?? '')
  if (single !== null) {
    const [, id, own, state, up] = single
    return { traceId: id, spanId: own, parent: up === undefined ? 'unknown' : { id: up }, sampled: state !== '0' }
  }
  return { traceId: traceId || undefined, parent: 'unknown' }
}

/** A date, or a number of seconds, milliseconds or microseconds. */
function microseconds(text: string): number {
  const number = text === '' ? Number.NaN : Number(text)
  if (Number.isNaN(number)) return Date.parse(text) * 1000
  return number > 1e14 ? number : number > 1e11 ? number * 1000 : number * 1e6
}
