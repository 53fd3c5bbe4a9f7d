/**
 * The header rules of traceferry, without any patching: capture (inbound headers to captured set), context (where it
 * lives while a request is handled), forward (captured set to outbound call).
 * @module
 */
export { type Captured, capture } from './capture.ts'
export {
  type Context,
  caller,
  callerAt,
  capturedIn,
  current,
  endContext,
  openContext,
  run,
} from './context.ts'
export { type Counters, counters } from './counters.ts'
export { type Call, isSeenInside } from './decide.ts'
export { dispatcherUrl } from './dispatcher-url.ts'
export {
  bindEmitter,
  bindTo,
  type ContextOf,
  contextOf,
  contextOfResponse,
  emitInContext,
  endOnClose,
  noteContext,
} from './emitters.ts'
export { applyIn, contextKeptBy, enter, here, keepsContexts, methodIn } from './enter.ts'
export { type ErrorCode, show, TraceferryError } from './errors.ts'
export { type ExplainedHeader, type ExplainInit, type Explanation, explain } from './explain.ts'
export { familyOf } from './families.ts'
export { forward, forwardedIn } from './forward.ts'
export { captureMessage, type Take } from './from-message.ts'
export { grpcTimeout } from './grpc-timeout.ts'
export { callGuard, type Guard, guard, isStream, layGuard, outgoing, setGuard } from './guard.ts'
export { handle, within } from './handle.ts'
export { eachPair, isOdd, type Lines, nameAt, namesOf, pairsOf, sizeOf, toLines, valueAt } from './header-list.ts'
export { type Ids, ids } from './ids.ts'
export { lineOf, sayLine } from './line.ts'
export { copyOf, settle } from './made.ts'
export { explainMessage, forwardToMessage, type MessageOptions, MOST_NAMES, type Pair } from './message.ts'
export { createNotes, type Notes } from './notes.ts'
export type { HeaderEntry, Options } from './options.ts'
export { type HeadersShape, objectOf, withHeaders, withoutHeaders } from './own.ts'
export { createPolicy, type Policy } from './policy.ts'
export { printable, printableJson, withoutUserinfo } from './printable.ts'
export type { ForwardMessage } from './publish.ts'
export { bind, type CapturedJSON, fromJSON, snapshot, toJSON } from './snapshot.ts'
export type { Target, TargetPattern } from './targets.ts'
export { isSendable, isToken } from './values.ts'
export { failure, warnOnce } from './warning.ts'
export { whenSettled } from './when-settled.ts'
export { originOfAuthority, originOfHost } from './wire.ts'
export { withoutForwarding } from './without.ts'
