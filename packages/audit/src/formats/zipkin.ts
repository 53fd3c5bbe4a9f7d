// Zipkin's v2 JSON: a list of spans, or a list of traces that are lists of spans.
import type { SidecarRecord } from '../model/record.ts'
import { recordOfSpan } from './envoy-span.ts'
import { isObject, type Json } from './json.ts'

export function isZipkinSpan(value: Json): boolean {
  return typeof value.traceId === 'string' && typeof value.id === 'string'
}

export function readZipkinSpan(value: Json): SidecarRecord {
  const { localEndpoint, tags, parentId, kind, timestamp, duration } = value
  const local = isObject(localEndpoint) ? localEndpoint : {}
  return recordOfSpan({
    traceId: String(value.traceId),
    spanId: String(value.id),
    parentId: typeof parentId === 'string' ? parentId : undefined,
    kind: typeof kind === 'string' ? kind : undefined,
    start: Number(timestamp) || 0,
    duration: Number(duration) || 0,
    service: typeof local.serviceName === 'string' ? local.serviceName : '',
    address: typeof local.ipv4 === 'string' ? local.ipv4 : undefined,
    tags: isObject(tags) ? tags : {},
  })
}
