/**
 * What only the packages of traceferry need from each other. No promise of stability: any version may change it.
 * @module
 */

export type { Context } from './context/context.ts'
export { caller, callerAt } from './context/current.ts'
export {
  bindEmitter,
  bindTo,
  type ContextOf,
  contextOf,
  contextOfResponse,
  emitInContext,
  endOnClose,
  noteContext,
} from './context/emitters.ts'
export { applyIn, contextKeptBy, enter, here, keepsContexts, methodIn } from './context/enter.ts'
export { capturedIn, endContext, openContext } from './context/open-context.ts'
export { whenSettled } from './context/when-settled.ts'
export { createNotes, type Notes } from './engine/create-notes.ts'
export { familyOf } from './headers/family-of.ts'
export {
  eachPair,
  isOdd,
  type Lines,
  nameAt,
  namesOf,
  pairsOf,
  sizeOf,
  toLines,
  valueAt,
} from './headers/header-list.ts'
export { isSendable, isToken } from './headers/values.ts'
export { captureMessage, type Take } from './inbound/capture-message.ts'
export { policyOf } from './inbound/captured.ts'
export { copyOf, rulesOf, settle } from './inbound/captured-set.ts'
export { within } from './inbound/handle.ts'
export * from './index.ts'
export { isSeenInside } from './outbound/decide.ts'
export { dispatcherUrl } from './outbound/dispatcher-url.ts'
export { forwardedIn } from './outbound/forward.ts'
export {
  explainMessage,
  forwardToMessage,
  type MessageOptions,
  MOST_NAMES,
  type Pair,
} from './outbound/forward-to-message.ts'
export { grpcTimeout } from './outbound/grpc-timeout.ts'
export { callGuard, type Guard, guard, isStream, layGuard, outgoing, setGuard } from './outbound/guard.ts'
export { originOfAuthority, originOfHost } from './outbound/origin-of-host.ts'
export { objectOf, withHeaders, withoutHeaders } from './outbound/with-headers.ts'
export { resolvePolicy } from './policy/create-policy.ts'
export { type ResolvedPolicy, resolved } from './policy/policy.ts'
export { lineOf, sayLine } from './policy/say-line.ts'
export { show } from './shared/errors.ts'
export { home } from './shared/home.ts'
export { mainGlobal } from './shared/main-global.ts'
export { printable, printableJson, withoutUserinfo } from './shared/printable.ts'
export { failure, warnOnce } from './shared/warn-once.ts'
