// OTLP as JSON: the Collector's file exporter, and what Tempo and Jaeger answer.
import type { SidecarRecord } from '../model/record.ts'
import { recordOfSpan } from './envoy-span.ts'
import { isObject, type Json, objectsIn } from './json.ts'

const kinds = ['', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER']

export function isResourceSpans(value: Json): boolean {
  return Array.isArray(value.scopeSpans ?? value.instrumentationLibrarySpans ?? value.ilSpans)
}

export function* readResourceSpans(value: Json): Generator<SidecarRecord> {
  const resource = attributesOf(isObject(value.resource) ? value.resource.attributes : undefined)
  const service = typeof resource['service.name'] === 'string' ? resource['service.name'] : ''
  for (const scope of objectsIn(value.scopeSpans ?? value.instrumentationLibrarySpans ?? value.ilSpans)) {
    for (const span of objectsIn(scope.spans)) yield readSpan(span, service, resource)
  }
}

function readSpan(span: Json, service: string, resource: Record<string, unknown>): SidecarRecord {
  const start = microseconds(span.startTimeUnixNano)
  const parent = idOf(span.parentSpanId, 8)
  return recordOfSpan({
    traceId: idOf(span.traceId, 16),
    spanId: idOf(span.spanId, 8),
    parentId: parent === '' ? undefined : parent,
    kind: typeof span.kind === 'number' ? kinds[span.kind] : String(span.kind ?? '').replace(/^SPAN_KIND_/, ''),
    start,
    duration: microseconds(span.endTimeUnixNano) - start,
    service,
    tags: { ...resource, ...attributesOf(span.attributes) },
  })
}

/** OTLP's own JSON has ids in hexadecimal; Tempo's has them in base64, like the JSON of other protobuf messages. */
function idOf(id: unknown, bytes: number): string {
  if (typeof id !== 'string') return ''
  if (id.length !== Math.ceil(bytes / 3) * 4 || /^[0-9a-f]*$/i.test(id)) return id
  return Buffer.from(id, 'base64').toString('hex')
}

/** The last three digits are not needed here, and a number cannot hold them. */
function microseconds(nanos: unknown): number {
  const text = String(nanos ?? 0)
  return /^\d{4,30}$/.test(text) ? Number(text.slice(0, -3)) : Number(nanos) / 1000 || 0
}

function attributesOf(list: unknown): Record<string, unknown> {
  const all: Record<string, unknown> = Object.create(null)
  for (const { key, value } of objectsIn(list)) {
    if (typeof key === 'string' && isObject(value)) all[key] = value.stringValue ?? value.intValue ?? value.boolValue
  }
  return all
}
