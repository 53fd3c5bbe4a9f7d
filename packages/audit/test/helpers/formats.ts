// Writes what sidecars have seen in each of the formats that the audit reads.
import type { Seen } from './simulate.ts'

const nodeId = ({ service }: Seen) =>
  `${service === 'gateway' ? 'router' : 'sidecar'}~10.0.0.7~${service}-7c9d8f6b5-x2v9k.shop~shop.svc.cluster.local`

function tagsOf(seen: Seen): Record<string, string> {
  return {
    component: 'proxy',
    node_id: nodeId(seen),
    'guid:x-request-id': seen.requestId,
    'http.url': `http://${seen.peer || seen.service}:8080/`,
    user_agent: seen.agent,
    upstream_cluster: clusterOf(seen),
  }
}

function clusterOf({ side, peer }: Seen): string {
  return side === 'inbound' ? 'inbound|8080||' : `outbound|8080||${peer}.shop.svc.cluster.local`
}

export function zipkinSpan(seen: Seen): object {
  const { traceId, id, parentId, side, start, duration, service } = seen
  return {
    ...{ traceId, id, parentId, kind: side === 'inbound' ? 'SERVER' : 'CLIENT', timestamp: start, duration },
    ...{
      name: 'sink.shop.svc.cluster.local:8080/*',
      localEndpoint: { serviceName: `${service}.shop` },
      tags: tagsOf(seen),
    },
  }
}

export function jaegerTraces(all: readonly Seen[]): object {
  const traces = grouped(all)
  return {
    data: Array.from(traces, ([traceID, spans]) => ({
      traceID,
      spans: spans.map((seen) => ({
        ...{ traceID, spanID: seen.id, startTime: seen.start, duration: seen.duration, processID: seen.service },
        references: seen.parentId === undefined ? [] : [{ refType: 'CHILD_OF', traceID, spanID: seen.parentId }],
        tags: [
          ...Object.entries(tagsOf(seen)).map(([key, value]) => ({ key, type: 'string', value })),
          { key: 'span.kind', type: 'string', value: seen.side === 'inbound' ? 'server' : 'client' },
        ],
      })),
      processes: Object.fromEntries(
        spans.map(({ service }) => [service, { serviceName: `${service}.shop`, tags: [] }]),
      ),
    })),
    total: 0,
  }
}

function grouped(all: readonly Seen[]): Map<string, Seen[]> {
  const traces = new Map<string, Seen[]>()
  for (const seen of all) traces.set(seen.traceId, [...(traces.get(seen.traceId) ?? []), seen])
  return traces
}

/** @param asBase64 as Tempo has the ids */
export function otlp(all: readonly Seen[], asBase64 = false): object {
  const idText = (id: string | undefined) => (asBase64 ? Buffer.from(id ?? '', 'hex').toString('base64') : (id ?? ''))
  const list = (tags: Record<string, string>) =>
    Object.entries(tags).map(([key, stringValue]) => ({ key, value: { stringValue } }))
  return {
    resourceSpans: all.map((seen) => ({
      resource: { attributes: list({ 'service.name': `${seen.service}.shop` }) },
      scopeSpans: [
        {
          spans: [
            {
              traceId: idText(seen.traceId),
              spanId: idText(seen.id),
              parentSpanId: idText(seen.parentId),
              kind: asBase64
                ? `SPAN_KIND_${seen.side === 'inbound' ? 'SERVER' : 'CLIENT'}`
                : seen.side === 'inbound'
                  ? 2
                  : 3,
              startTimeUnixNano: `${seen.start}000`,
              endTimeUnixNano: `${seen.start + seen.duration}000`,
              attributes: list(tagsOf(seen)),
            },
          ],
        },
      ],
    })),
  }
}

/** A line as Istio writes it since 1.9. Whose sidecar wrote it, it does not say: the pod's address does. */
export function logLine(seen: Seen): string {
  const { side, start, duration, requestId, agent, service, peer } = seen
  const own = `10.0.${service.length}.${service.charCodeAt(0)}`
  const [local, remote] = side === 'inbound' ? [`${own}:8080`, '10.0.9.9:4321'] : ['10.96.0.1:8080', `${own}:4321`]
  const serverName = side === 'inbound' ? `outbound_.8080_._.${service}.shop.svc.cluster.local` : '-'
  const ms = Math.round(duration / 1000)
  const time = new Date(start / 1000).toISOString()
  return `[${time}] "GET / HTTP/1.1" 200 - via_upstream - "-" 0 2 ${ms} ${ms} "-" "${agent}" "${requestId}" "${peer || service}:8080" "10.0.0.1:8080" ${clusterOf(seen)} 10.0.0.1:1 ${local} ${remote} ${serverName} default`
}

/** The same in Istio's JSON format. */
export function logObject(seen: Seen): object {
  const { side, start, duration, requestId, agent, service, peer } = seen
  const own = `10.0.${service.length}.${service.charCodeAt(0)}`
  return {
    start_time: new Date(start / 1000).toISOString(),
    duration: Math.round(duration / 1000),
    request_id: requestId,
    user_agent: agent,
    authority: `${peer || service}:8080`,
    path: '/',
    upstream_cluster: clusterOf(seen),
    downstream_local_address: side === 'inbound' ? `${own}:8080` : '10.96.0.1:8080',
    downstream_remote_address: side === 'inbound' ? '10.0.9.9:4321' : `${own}:4321`,
    requested_server_name: side === 'inbound' ? `outbound_.8080_._.${service}.shop.svc.cluster.local` : null,
  }
}
