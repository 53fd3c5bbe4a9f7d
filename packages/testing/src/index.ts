/**
 * Proves in a test that a service forwards its tracing headers. Starts the service with recording upstreams, sends requests with
 * unique headers, and says for every call what arrived and why a header did not.
 * @module
 */
export { defaultHeaders } from './canaries.ts'
export type { Cause, CauseName } from './causes.ts'
export type { HeaderResult } from './compare-headers.ts'
export type { Call } from './judge.ts'
export type { ServiceOptions } from './options.ts'
export { type Expectation, ForwardingError, type Result } from './result.ts'
export type { SendOptions } from './send-options.ts'
export { type Service, startService } from './service.ts'
export type { Answer, Recorded, UpstreamOptions } from './upstream.ts'
