import { failure } from '../shared/warn-once.ts'
import { appPolicy } from './app-policy.ts'
import { resolvePolicy } from './create-policy.ts'
import { type Policy, type ResolvedPolicy, resolved } from './policy.ts'

let environmentPolicy: ResolvedPolicy | undefined

/** The policy for what no request has brought: the one that was given, else that of the app's line, else the environment's. */
export function policyFor(given: Policy | undefined): ResolvedPolicy {
  return given === undefined ? (appPolicy() ?? environment()) : resolved(given)
}

function environment(): ResolvedPolicy {
  try {
    environmentPolicy ??= resolvePolicy()
  } catch (error) {
    // A wrong variable in the environment may have been meant to keep headers from somebody: so none go.
    failure('the environment', error)
    environmentPolicy = resolvePolicy({ formats: [] }, {})
  }
  return environmentPolicy
}
