// Finds the policy for calls and messages outside a request.
import { failure } from '../shared/warn-once.ts'
import { appPolicy } from './app-policy.ts'
import { resolvePolicy } from './create-policy.ts'
import { type Policy, type ResolvedPolicy, resolved } from './policy.ts'

let ofEnvironment: ResolvedPolicy | undefined

/** The given policy, otherwise the policy of the app's setup line, otherwise the policy of the environment. */
export function policyFor(given: Policy | undefined): ResolvedPolicy {
  return given === undefined ? (appPolicy() ?? environmentPolicy()) : resolved(given)
}

/** The policy of the environment alone, for an adapter that is mounted without parentheses. Never throws. */
export function environmentPolicy(): ResolvedPolicy {
  try {
    ofEnvironment ??= resolvePolicy()
  } catch (error) {
    // A wrong variable may have been meant to keep headers from some host, so none are forwarded.
    failure('the environment', error)
    ofEnvironment = resolvePolicy({ formats: [] }, {})
  }
  return ofEnvironment
}
