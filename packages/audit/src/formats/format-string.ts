// Envoy's format strings, read backwards: `%REQ(X-REQUEST-ID)%` in a format says where in a line the id stands.
import { AuditError } from '../errors.ts'
import type { Json } from './json.ts'

/** What the audit wants to know of a line. */
export type Field =
  | 'start'
  | 'duration'
  | 'requestId'
  | 'userAgent'
  | 'authority'
  | 'path'
  | 'cluster'
  | 'local'
  | 'remote'
  | 'serverName'
  | 'pod'
  | 'namespace'
  | 'traceparent'
  | 'b3'
  | 'traceId'
  | 'spanId'
  | 'parentId'
  | 'sampled'

export type Fields = Partial<Record<Field, string>>

const operators: Readonly<Record<string, Field>> = {
  START_TIME: 'start',
  DURATION: 'duration',
  'REQ(X-REQUEST-ID)': 'requestId',
  'REQ(USER-AGENT)': 'userAgent',
  'REQ(:AUTHORITY)': 'authority',
  'REQ(HOST)': 'authority',
  'REQ(:PATH)': 'path',
  'REQ(X-ENVOY-ORIGINAL-PATH?:PATH)': 'path',
  UPSTREAM_CLUSTER: 'cluster',
  UPSTREAM_CLUSTER_RAW: 'cluster',
  DOWNSTREAM_LOCAL_ADDRESS: 'local',
  DOWNSTREAM_REMOTE_ADDRESS: 'remote',
  DOWNSTREAM_DIRECT_REMOTE_ADDRESS: 'remote',
  REQUESTED_SERVER_NAME: 'serverName',
  'ENVIRONMENT(POD_NAME)': 'pod',
  HOSTNAME: 'pod',
  'ENVIRONMENT(POD_NAMESPACE)': 'namespace',
  'REQ(TRACEPARENT)': 'traceparent',
  'REQ(B3)': 'b3',
  TRACE_ID: 'traceId',
  'REQ(X-B3-TRACEID)': 'traceId',
  'REQ(X-B3-SPANID)': 'spanId',
  'REQ(X-B3-PARENTSPANID)': 'parentId',
  'REQ(X-B3-SAMPLED)': 'sampled',
}

const operator = /%([A-Z_]+)(\([^)]*\))?(?::\d+)?%/g

/** `%REQ(x-request-id):40%` -> requestId. Envoy takes header names in any case. */
function fieldOf(name: string, argument = ''): Field | undefined {
  if (name === 'START_TIME') return 'start'
  return operators[
    `${name.replace(/^REQ_WITHOUT_QUERY$/, 'REQ')}${/^(REQ|REQ_WITHOUT_QUERY)$/.test(name) ? argument.toUpperCase() : argument}`
  ]
}

/** What one line says, in this format. */
export type ReadLine = (line: string) => Fields | undefined

/** A format of text lines. */
export function lineFormat(format: string): ReadLine {
  const plain = format.replace(/(\\n|\n)+$/, '')
  const fields: (Field | undefined)[] = []
  let pattern = '^'
  let last = 0
  for (const match of plain.matchAll(operator)) {
    pattern += literally(plain.slice(last, match.index))
    last = match.index + match[0].length
    fields.push(fieldOf(match[1]!, match[2]))
    // Up to what stands behind it: a value of a header may hold blanks and quotes.
    const next = /^[^%]*/.exec(plain.slice(last))![0]
    pattern += next === '' ? '(\\S*)' : `((?:(?!${literally(next)}).)*)`
  }
  const known = new Set(fields)
  if (!known.has('requestId') && !known.has('traceparent') && !known.has('traceId'))
    throw new AuditError(
      'TF824',
      'the format of the access log has neither %REQ(X-REQUEST-ID)% nor the id of a trace',
      'give the format as it stands in the mesh config',
    )
  const expression = new RegExp(`${pattern}${literally(plain.slice(last))}`, 's')
  return (line) => {
    const match = expression.exec(line)
    if (match === null) return undefined
    const read: Fields = {}
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i]
      const value = match[i + 1]
      if (field !== undefined && value !== undefined && value !== '-' && value !== '') read[field] ??= value
      else if (field !== undefined) read[field] ??= ''
    }
    return read
  }
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** Istio's names in its JSON format, and what others call the same. Compared without case, dashes and underscores. */
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
