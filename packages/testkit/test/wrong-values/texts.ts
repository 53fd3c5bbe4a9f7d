// Parts of messages that several wrong values share.

export const POLICY =
  'options are formats, headers, targets, ignoreTargets, userDataTargets, clusterDomain, maxBytes, verbatim, generate, trust, expiresAfterMs'
export const FORMATS =
  'use request-id, w3c, b3, datadog, skywalking, aws, google, grpc, jaeger, opentracing, baggage, client-trace-id'
export const NAME = 'write a name such as "end-user", or a prefix such as "x-team-*"'
export const HOST = 'write a host, *.suffix, CIDR block, host:port, "all" or a function'
export const ADDRESS = 'which is not an address; write addresses or CIDR blocks, such as 10.0.0.0/8'
export const MS = 'write a number of milliseconds from 0 to 2147483647'
export const FLAG = 'write true, false, 1 or 0'
export const URL_OF_SIDECAR = 'use a URL such as http://127.0.0.1:15021/healthz/ready'

export const SECRET = 'a-secret-of-32-letters-and-digits'

/** A wrong value in words, what takes it, and its message: code, wrong value, source and fix. */
export type Wrong = readonly [what: string, make: () => unknown, said: string]
