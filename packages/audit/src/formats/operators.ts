// Envoy's format strings, read backwards: `%REQ(X-REQUEST-ID)%` in a format says where the id is in a line.
import type { Field } from './fields.ts'

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

/** An operator with its argument. */
export const operator: RegExp = /%([A-Z_]+)(\([^)]*\))?(?::\d+)?%/g

/** `%REQ(x-request-id):40%` -> requestId. Envoy accepts header names in any case. */
export function fieldOf(name: string, argument = ''): Field | undefined {
  if (name === 'START_TIME') return 'start'
  return operators[
    `${name.replace(/^REQ_WITHOUT_QUERY$/, 'REQ')}${/^(REQ|REQ_WITHOUT_QUERY)$/.test(name) ? argument.toUpperCase() : argument}`
  ]
}
