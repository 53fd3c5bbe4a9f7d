/**
 * What traceferry's packages need from each other. It is not stable: any version may change it.
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
  setContext,
} from './context/emitters.ts'
export { applyIn, contextKeptBy, currentContext, enter, keepsContexts, methodIn } from './context/enter.ts'
export { capturedIn, endContext, openContext } from './context/open-context.ts'
export { whenSettled } from './context/when-settled.ts'
export { unasked } from './debug/follow-calls.ts'
export { isDebugging } from './debug/is-debugging.ts'
export { sayOnce } from './debug/say.ts'
export { requestOf } from './engine/read-property.ts'
export { createWeakStore, type WeakStore } from './engine/weak-store.ts'
export { familyOf } from './headers/family-of.ts'
export {
  eachPair,
  hasOddLength,
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
export { copyOf, rulesOf, setRequestContext } from './inbound/captured-set.ts'
export { enterRequest } from './inbound/enter-request.ts'
export { handleWeb } from './inbound/handle-web.ts'
export { serverPrototypes } from './inbound/server-prototypes.ts'
export * from './index.ts'
export { staysInMesh } from './outbound/decide.ts'
export { dispatcherUrl } from './outbound/dispatcher-url.ts'
export { forwardedIn } from './outbound/forward.ts'
export {
  explainMessage,
  forwardToMessage,
  MAX_NAMES,
  type MessageOptions,
  type Pair,
} from './outbound/forward-to-message.ts'
export { grpcTimeout } from './outbound/grpc-timeout.ts'
export { callGuard, type Guard, guard, isStream, layGuard, linesToAdd, setGuard } from './outbound/guard.ts'
export { originOfAuthority, originOfHost } from './outbound/origin-of-host.ts'
export { objectOf, withHeaders, withoutHeaders } from './outbound/with-headers.ts'
export { appPolicy, setAppPolicy } from './policy/app-policy.ts'
export { resolvePolicy } from './policy/create-policy.ts'
export { type ResolvedPolicy, resolved } from './policy/policy.ts'
export { environmentPolicy, policyFor } from './policy/policy-for.ts'
export { errorPage, show } from './shared/errors.ts'
export { home } from './shared/home.ts'
export { DISABLED, isDisabled } from './shared/is-disabled.ts'
export { leaveNothingOut, leaveOut, leftOut } from './shared/left-out.ts'
export { mainGlobal } from './shared/main-global.ts'
export {
  anything,
  callback,
  flag,
  list,
  milliseconds,
  oneOf,
  text,
  whole,
  wrong,
} from './shared/option-readers.ts'
export { printable, printableJson, withoutUserinfo } from './shared/printable.ts'
export {
  type Environment,
  type Given,
  type OptionKind,
  option,
  type Reader,
  readOptions,
  type Values,
  variableIn,
} from './shared/read-options.ts'
export { type Runtime, runtime, runtimeName } from './shared/runtime.ts'
export { slot } from './shared/slot.ts'
export { failure, warnOnce } from './shared/warn-once.ts'
