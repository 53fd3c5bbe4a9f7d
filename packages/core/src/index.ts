/**
 * The header rules of traceferry, without any patching: capture (inbound headers to captured set), context (where it
 * lives while a request is handled), forward (captured set to outbound call). For applications and authors of adapters.
 * @module
 */

export { type CapturedJSON, fromJSON, toJSON } from './context/captured-json.ts'
export { current } from './context/current.ts'
export { run } from './context/run.ts'
export { bind, snapshot } from './context/snapshot.ts'
export { withoutForwarding } from './context/without-forwarding.ts'
export type { FormatName } from './headers/formats.ts'
export { type CapturableHeaders, capture, type HeaderObject } from './inbound/capture.ts'
export type { Captured } from './inbound/captured.ts'
export { handle } from './inbound/handle.ts'
export { type Ids, ids } from './inbound/ids.ts'
export type { Call } from './outbound/call.ts'
export { type ExplainedHeader, type ExplainInit, type Explanation, explain } from './outbound/explain.ts'
export { forward } from './outbound/forward.ts'
export type { ForwardMessage } from './outbound/publish.ts'
export type { HeadersShape } from './outbound/with-headers.ts'
export { createPolicy } from './policy/create-policy.ts'
export type { HeaderEntry, Options } from './policy/options.ts'
export type { Policy } from './policy/policy.ts'
export type { Target, TargetPattern } from './policy/target.ts'
export type { Verdict } from './policy/targets.ts'
export { type Counters, counters } from './shared/counters.ts'
export { type ErrorCode, TraceferryError } from './shared/errors.ts'
