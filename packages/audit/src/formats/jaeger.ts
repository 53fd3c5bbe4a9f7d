// Jaeger's JSON: what its page downloads and its query API answers, and single spans as stored in Elasticsearch.
import type { SidecarRecord } from '../model/record.ts'
import { recordOfSpan } from './envoy-span.ts'
import { isObject, type Json, objectsIn } from './json.ts'

export function isJaegerTrace(value: Json): boolean {
  return Array.isArray(value.spans) && typeof value.traceID === 'string'
}

export function isJaegerSpan(value: Json): boolean {
  return typeof value.traceID === 'string' && typeof value.spanID === 'string'
}

export function* readJaegerTrace({ spans, processes }: Json): Generator<SidecarRecord> {
  const known = isObject(processes) ? processes : {}
  for (const span of objectsIn(spans)) {
    const process = typeof span.processID === 'string' ? known[span.processID] : span.process
    yield readJaegerSpan(span, isObject(process) ? process : {})
  }
}

export function readJaegerSpan(span: Json, process: Json = isObject(span.process) ? span.process : {}): SidecarRecord {
  const tags = { ...tagsOf(process.tags), ...tagsOf(span.tags) }
  const parent = objectsIn(span.references).find(({ refType }) => refType === 'CHILD_OF')
  const parentId = parent?.spanID ?? span.parentSpanID
  const kind = tags['span.kind']
  return recordOfSpan({
    traceId: String(span.traceID),
    spanId: String(span.spanID),
    parentId: typeof parentId === 'string' ? parentId : undefined,
    kind: typeof kind === 'string' ? kind.toUpperCase() : undefined,
    start: Number(span.startTime) || 0,
    duration: Number(span.duration) || 0,
    service: typeof process.serviceName === 'string' ? process.serviceName : '',
    address: typeof tags.ip === 'string' ? tags.ip : undefined,
    tags,
  })
}

function tagsOf(list: unknown): Record<string, unknown> {
  const tags: Record<string, unknown> = Object.create(null)
  for (const { key, value } of objectsIn(list)) if (typeof key === 'string') tags[key] = value
  return tags
}
