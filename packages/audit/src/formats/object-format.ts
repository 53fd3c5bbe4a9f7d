// A format of JSON lines.
import type { Field, Fields } from './fields.ts'
import type { Json } from './json.ts'
import { fieldOf, operator } from './operators.ts'

/** Istio's names in its JSON format, and other names for the same fields. Compared without case, dashes and underscores. */
const names: Readonly<Record<string, Field>> = {
  starttime: 'start',
  timestamp: 'start',
  duration: 'duration',
  requestid: 'requestId',
  xrequestid: 'requestId',
  useragent: 'userAgent',
  authority: 'authority',
  host: 'authority',
  path: 'path',
  upstreamcluster: 'cluster',
  upstreamclusterraw: 'cluster',
  downstreamlocaladdress: 'local',
  downstreamremoteaddress: 'remote',
  requestedservername: 'serverName',
  podname: 'pod',
  hostname: 'pod',
  podnamespace: 'namespace',
  traceparent: 'traceparent',
  b3: 'b3',
  traceid: 'traceId',
  xb3traceid: 'traceId',
  xb3spanid: 'spanId',
  xb3parentspanid: 'parentId',
  xb3sampled: 'sampled',
}

/** What one JSON object says. */
export type ReadObject = (value: Json) => Fields

/** A format of JSON lines: Istio's own, or one given as `{"id": "%REQ(X-REQUEST-ID)%"}`. */
export function objectFormat(format?: Json): ReadObject {
  const given = new Map<string, Field>()
  for (const [key, text] of Object.entries(format ?? {})) {
    const [match] = typeof text === 'string' ? text.matchAll(operator) : []
    const field = match === undefined ? undefined : fieldOf(match[1]!, match[2])
    if (field !== undefined) given.set(key, field)
  }
  return (value) => {
    const read: Fields = {}
    for (const key in value) {
      const field = given.get(key) ?? names[key.toLowerCase().replace(/[^a-z0-9]/g, '')]
      const found = value[key]
      if (field === undefined || (typeof found !== 'string' && typeof found !== 'number')) continue
      read[field] ??= found === '-' ? '' : String(found)
    }
    return read
  }
}
