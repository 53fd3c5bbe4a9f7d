// What the audit reads from a line of an access log.

/** What the audit reads from a line. */
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
