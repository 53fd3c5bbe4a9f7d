// Finds the policy for calls and messages outside of a request.
import { failure } from '../shared/warn-once.ts'
import { appPolicy } from './app-policy.ts'
import { resolvePolicy } from './create-policy.ts'
import { type Policy, type ResolvedPolicy, resolved } from './policy.ts'

let environmentPolicy: ResolvedPolicy | undefined

/** The given policy, or else that of the app's setup line, or else that of the environment. */
export function policyFor(given: Policy | undefined): ResolvedPolicy {
  return given === undefined ? (appPolicy() ?? environment()) : resolved(given)
}

function environment(): ResolvedPolicy {
  try {
    environmentPolicy ??= resolvePolicy()
  } catch (error) {
    // A wrong variable may have been meant to keep headers from some host, so none are forwarded.
    failure('the environment', error)
    environmentPolicy = resolvePolicy({ formats: [] }, {})
  }
  return environmentPolicy
}
